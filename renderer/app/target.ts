import type { UpdateCycle } from '../../contract/methods/datasets.ts';

/** Where rows go: an existing dataset, or a new one. */
export interface Target {
  readonly dataset: string | null;
  readonly name: string;
  readonly unit: string;
  readonly updateCycle: UpdateCycle;
}

/** A file name without its ending: the first guess for a dataset's name. */
export const baseName = (fileName: string): string => fileName.replace(/\.[^.]{1,8}$/, '');

export const targetFits = (target: Target): boolean => target.dataset !== null || (target.name.trim() !== '' && target.unit.trim() !== '');

/** A target as the engine wants it. */
export const intoOf = (target: Target) =>
  target.dataset === null
    ? { name: target.name.trim(), unit: target.unit.trim(), updateCycle: target.updateCycle }
    : { dataset: target.dataset };
