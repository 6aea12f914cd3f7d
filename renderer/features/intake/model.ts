import type { Dataset, Preview, UpdateCycle, WantedShape } from '../../../contract/methods/datasets.ts';
import type { Input } from '../../app/engine.ts';

/** Where a file goes: an existing dataset, or a new one. */
export interface Target {
  readonly dataset: string | null;
  readonly name: string;
  readonly unit: string;
  readonly updateCycle: UpdateCycle;
}

export const noWishes: WantedShape = {};

/** A file name without its ending: the first guess for a dataset's name. */
export const baseName = (fileName: string): string => fileName.replace(/\.[^.]{1,8}$/, '');

/** What is proposed before a person says otherwise: the dataset whose columns fit, else a new one named after the file. */
export function proposedTarget(fileName: string, preview: Preview | undefined, datasets: readonly Dataset[], unit: string): Target {
  const suggested = datasets.find((dataset) => dataset.id === preview?.suggestedDataset);
  if (suggested) return { dataset: suggested.id, name: suggested.name, unit: suggested.unit, updateCycle: suggested.updateCycle };
  return { dataset: null, name: baseName(fileName), unit, updateCycle: 'IRR' };
}

export const targetFits = (target: Target): boolean => target.dataset !== null || (target.name.trim() !== '' && target.unit.trim() !== '');

/** The import call for a file. */
export function importInput(file: string, wanted: WantedShape, target: Target): Input<'intake.import'> {
  return {
    file,
    wanted,
    into:
      target.dataset === null
        ? { name: target.name.trim(), unit: target.unit.trim(), updateCycle: target.updateCycle }
        : { dataset: target.dataset },
  };
}

export const delimiters = [',', '\t', ';', '|'] as const;

/** The encodings that a person may choose besides those that were recognised. */
export const commonEncodings = ['utf-8', 'gb18030', 'utf-16le', 'utf-16be', 'big5'] as const;
