import type { Picked } from '../../contract/shell.ts';
import { shell } from './shell.ts';
import { getSticky, setSticky } from './sticky.ts';
import { go } from './router.ts';

/** Where the files wait that somebody dropped or chose, for the intake screen. */
export const intakeFilesKey = 'intake.files';
/** Which of them is shown. */
export const intakeChosenKey = 'intake.chosen';

/** Puts files into the intake queue and shows it. */
export function addIntakeFiles(files: readonly Picked[]): void {
  if (files.length === 0) return;
  const before = (getSticky(intakeFilesKey) as readonly Picked[] | undefined) ?? [];
  setSticky(intakeFilesKey, [...before, ...files]);
  setSticky(intakeChosenKey, files[0]?.grant ?? null);
  go('/intake');
}

/** Asks for files in a dialog. */
export async function chooseIntakeFiles(): Promise<void> {
  addIntakeFiles(await shell.openFiles({ kind: 'data', multiple: true }));
}

/** Turns dropped files into grants. */
export async function dropIntakeFiles(list: FileList): Promise<void> {
  addIntakeFiles(await Promise.all([...list].map((file) => shell.grantDropped(file))));
}
