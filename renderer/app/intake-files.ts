import type { Picked } from '../../contract/shell.ts';
import { formatTime } from '../ui/format.ts';
import { tablesIn } from './clipboard-table.ts';
import { call } from './engine.ts';
import type { IntakeItem } from './intake-item.ts';
import { shell } from './shell.ts';
import { getSticky, setSticky } from './sticky.ts';
import { go } from './router.ts';
import type { Target } from './target.ts';

/** Where the files wait that somebody dropped or chose, for the intake screen. */
export const intakeFilesKey = 'intake.files';
/** Which of them is shown. */
export const intakeChosenKey = 'intake.chosen';

/** What waits to be imported. */
export const intakeItems = (): readonly IntakeItem[] => (getSticky(intakeFilesKey) as readonly IntakeItem[] | undefined) ?? [];

/** Where somebody wants an item of the queue to go. */
export const targetKey = (item: string): string => `intake.target.${item}`;

/** Puts files into the intake queue and shows it; with a target they go there unless somebody says otherwise. */
export function addIntakeFiles(files: readonly Picked[], target?: Target): void {
  if (files.length === 0) return;
  const items = files.map((file): IntakeItem => ({ id: file.grant, file, sheet: null }));
  if (target) for (const { id } of items) setSticky(targetKey(id), target);
  setSticky(intakeFilesKey, [...intakeItems(), ...items]);
  setSticky(intakeChosenKey, items[0]?.id ?? null);
  go('/intake');
}

/** Asks for files in a dialog. */
export async function chooseIntakeFiles(target?: Target): Promise<void> {
  addIntakeFiles(await shell.openFiles({ kind: 'data', multiple: true }), target);
}

/** Turns dropped files into grants. */
export async function dropIntakeFiles(list: FileList): Promise<void> {
  addIntakeFiles(await Promise.all([...list].map((file) => shell.grantDropped(file))));
}

/** Puts the tables of the clipboard into the queue, called `title` and the time, or the files that were copied; false when it holds neither. */
export async function pasteTables(data: DataTransfer, title: string): Promise<boolean> {
  const tables = tablesIn(data);
  const files = [...data.files];
  if (tables.length === 0 && files.length === 0) return false;
  if (tables.length === 0) {
    addIntakeFiles(await Promise.all(files.map((file) => shell.grantDropped(file))));
    return true;
  }
  const name = `${title} ${formatTime(new Date().toISOString(), true).replaceAll(':', '.')}`;
  const pasted: Picked[] = [];
  for (const [index, text] of tables.entries())
    pasted.push(await call('intake.paste', { name: tables.length === 1 ? name : `${name} ${index + 1}`, text }));
  addIntakeFiles(pasted);
  return true;
}
