import type { TaskContext } from '../../base/jobs/index.ts';
import { pickReader } from './readers/index.ts';

/** Worker task `intake.unlock`: reads a locked archive with a password. Throws `file-password-wrong`, and the file errors. */
export async function tryPassword(
  { path, password }: { readonly path: string; readonly password: string },
  context: TaskContext,
): Promise<void> {
  const reader = pickReader(path);
  const letGo = reader.hold?.(path);
  try {
    await reader.detect(path, {}, { ...context, password });
  } finally {
    letGo?.();
  }
}
