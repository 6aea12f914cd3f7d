import type { Dataset, Preview, WantedShape } from '../../../contract/methods/datasets.ts';
import type { InputOf } from '../../../contract/method.ts';
import type { Methods } from '../../../contract/methods/index.ts';
import type { IntakeItem } from '../../app/intake-item.ts';
import { baseName, intoOf, type Target } from '../../app/target.ts';

/** What every part of the shape's form is given. */
export interface ShapeProps {
  readonly preview: Preview;
  readonly wanted: WantedShape;
  readonly onWanted: (wanted: WantedShape) => void;
}

export const noWishes: WantedShape = {};

/** What people call an item of the queue. */
export const itemName = ({ file, sheet }: IntakeItem): string => (sheet === null ? file.name : `${file.name} · ${sheet}`);

const datasetName = ({ file, sheet }: IntakeItem): string => (sheet === null ? baseName(file.name) : `${baseName(file.name)}-${sheet}`);

/** What is proposed before a person says otherwise: the dataset whose columns fit, else a new one named after the file. */
export function proposedTarget(item: IntakeItem, suggestion: string | null, datasets: readonly Dataset[], unit: string): Target {
  const suggested = datasets.find((dataset) => dataset.id === suggestion);
  if (suggested) return { dataset: suggested.id, name: suggested.name, unit: suggested.unit, updateCycle: suggested.updateCycle };
  return { dataset: null, name: datasetName(item), unit, updateCycle: 'IRR' };
}

/** What the queue knows of an item from reading its beginning. */
export interface Facts {
  readonly columns: readonly string[];
  readonly suggested: string | null;
  readonly sameAs: Preview['sameAs'];
}

export const factsOf = (preview: Preview): Facts => ({
  columns: preview.shape.columns.map(({ name }) => name),
  suggested: preview.suggestedDataset,
  sameAs: preview.sameAs,
});

/** A target, and whether it is the new dataset that an earlier item of the queue makes. */
export type QueueTarget = Target & { readonly joins: boolean };

/**
 * Where each item would go: as a person said, else the dataset that its columns fit, else the new dataset of an earlier item with the same columns, else
 * a new one. Items that were not read yet have no target.
 */
export function targetsOf(
  items: readonly IntakeItem[],
  known: {
    readonly facts: ReadonlyMap<string, Facts>;
    readonly own: (id: string) => Target | null;
    readonly datasets: readonly Dataset[];
    readonly unit: string;
  },
): ReadonlyMap<string, QueueTarget> {
  const made = new Map<string, Target>();
  const targets = new Map<string, QueueTarget>();
  for (const item of items) {
    const facts = known.facts.get(item.id);
    if (!facts) continue;
    const own = known.own(item.id);
    const columns = JSON.stringify(facts.columns.toSorted());
    const earlier = own === null && facts.suggested === null ? made.get(columns) : undefined;
    const target = own ?? earlier ?? proposedTarget(item, facts.suggested, known.datasets, known.unit);
    targets.set(item.id, { ...target, joins: earlier !== undefined });
    if (target.dataset === null && !made.has(columns)) made.set(columns, target);
  }
  return targets;
}

export type ImportInput = InputOf<Methods['intake.import']>;

/** The import call for a file; `onlyNew` refuses what was imported before. */
export function importInput(file: string, wanted: WantedShape, target: Target, onlyNew: boolean): ImportInput {
  return {
    file,
    wanted,
    onlyNew,
    into: intoOf(target),
  };
}

/** The delimiters that a person may choose besides the one that was found; the last is that of Hive exports. */
export const delimiters = [',', '\t', ';', '|', '^', '~', ':', '#', ' ', '\u0001'] as const;

/** The encodings that a person may choose besides those that were recognised. */
export const commonEncodings = ['utf-8', 'gb18030', 'utf-16le', 'utf-16be', 'big5', 'shift_jis', 'euc-kr', 'windows-1252'] as const;
