import type { RepairEffect, RepairStep, StepEffect } from '../../../contract/methods/repair.ts';

/** A step that can be chosen, with what it would do. */
export interface Proposal extends StepEffect {
  /** Stable while the batch is shown. */
  readonly id: string;
  /** False for a step of the recipe that was not found again: what it does is counted when it is looked at. */
  readonly counted: boolean;
}

/** What a person chose: steps by id, and the values that were taken out of them by key. */
export interface Choice {
  readonly on: readonly string[];
  readonly except: Readonly<Record<string, readonly string[]>>;
}

export const noChoice: Choice = { on: [], except: {} };

/** A step without its exceptions is the same step. */
export function idOf({ except: _except, ...step }: RepairStep): string {
  return JSON.stringify(step);
}

/** The proposals for a batch, and behind them those steps of the recipe that were not found again; tables of whole values come first, before other steps change the values. */
export function proposalsOf(found: RepairEffect, recipe: readonly RepairStep[]): readonly Proposal[] {
  const own = found.steps.map((effect): Proposal => ({ ...effect, id: idOf(effect.step), counted: true }));
  const known = new Set(own.map(({ id }) => id));
  const further = recipe
    .filter((step) => !known.has(idOf(step)))
    .map((step): Proposal => ({ step, rows: 0, pairs: { count: 0, exact: true }, top: [], id: idOf(step), counted: false }));
  const isTable = ({ step }: Proposal): boolean => step.kind === 'value-mapping';
  return [...further.filter(isTable), ...own, ...further.filter((one) => !isTable(one))];
}

/** The choice that a recipe makes. */
export function choiceOf(steps: readonly RepairStep[]): Choice {
  return {
    on: steps.map(idOf),
    except: Object.fromEntries(steps.flatMap((step) => (step.except?.length ? [[idOf(step), step.except]] : []))),
  };
}

/** A choice with what another one has besides. */
export function withChosen(choice: Choice, more: Choice): Choice {
  return { on: [...new Set([...choice.on, ...more.on])], except: { ...choice.except, ...more.except } };
}

/** The chosen steps in their order, with what was taken out of them. */
export function stepsOf(proposals: readonly Proposal[], { on, except }: Choice): RepairStep[] {
  return proposals.filter(({ id }) => on.includes(id)).map(({ id, step }) => withExcept(step, except[id] ?? []));
}

/** A step with other exceptions. */
export function withExcept({ except: _except, ...step }: RepairStep, except: readonly string[]): RepairStep {
  return except.length === 0 ? step : { ...step, except: [...except] };
}

/** Puts a value of a step in or takes it out. */
export function toggled(choice: Choice, id: string, key: string): Choice {
  const now = choice.except[id] ?? [];
  const next = now.includes(key) ? now.filter((one) => one !== key) : [...now, key];
  return { ...choice, except: { ...choice.except, [id]: next } };
}
