import { JiadiError } from '../../contract/errors.ts';

/** The error of a parameter that does not fit: which one, what was expected and, where it helps, what was found. */
export function wrong(key: string, expected: string, found?: string): JiadiError {
  return new JiadiError('invalid-input', {
    problem: found === undefined ? `${key}: ${expected}` : `${key}: ${found} (${expected})`,
    key,
    expected,
    ...(found === undefined ? {} : { found }),
  });
}
