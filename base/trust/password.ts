/** What a password must have. */
export interface PasswordPolicy {
  /** Length in code points. */
  readonly lengthMin: number;
  /** How many of the four classes: lower-case, upper-case, digit, other. */
  readonly classesMin: number;
}

/** Ten characters of three classes. */
export const passwordPolicy: PasswordPolicy = { lengthMin: 10, classesMin: 3 };

/** What a password lacks. */
export type PasswordProblem = 'too-short' | 'too-few-classes';

const classes: readonly RegExp[] = [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{Ll}\p{Lu}\p{Nd}\s]/u];

/** What is wrong with a new password; an empty list means it may be used. Pure: it does not know old passwords. */
export function passwordProblems(password: string, policy: PasswordPolicy = passwordPolicy): readonly PasswordProblem[] {
  const text = normalPassword(password);
  const problems: PasswordProblem[] = [];
  if ([...text].length < policy.lengthMin) problems.push('too-short');
  if (classes.filter((c) => c.test(text)).length < policy.classesMin) problems.push('too-few-classes');
  return problems;
}

/** The form in which a password is hashed (as RFC 8265 OpaqueString: NFC, any space is U+0020), so that every keyboard opens the same slot. */
export function normalPassword(password: string): string {
  return password.replaceAll(/\p{Zs}/gu, ' ').normalize('NFC');
}
