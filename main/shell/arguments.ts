import { resolve } from 'node:path';

/** What the command line of a start says about the program (Electron's own switches are left alone). */
export interface StartArguments {
  /** Full path of the workspace to open, or null. */
  readonly workspace: string | null;
  /** Another folder for this user's data, or null. */
  readonly userData: string | null;
  /** The sample workspace is wanted at once, without asking. */
  readonly sample: boolean;
}

/** Reads `--workspace DIR` and `--user-data-dir DIR`, also with `=`, and `--sample`. */
export function readArguments(argv: readonly string[], folder: string): StartArguments {
  const valueOf = (name: string): string | null => {
    const index = argv.findIndex((arg) => arg === name || arg.startsWith(`${name}=`));
    const found = argv[index];
    if (found === undefined) return null;
    const value = found === name ? argv[index + 1] : found.slice(name.length + 1);
    return value === undefined || value === '' || value.startsWith('--') ? null : resolve(folder, value);
  };
  return { workspace: valueOf('--workspace'), userData: valueOf('--user-data-dir'), sample: argv.includes('--sample') };
}
