import type { RepairEffect, RepairStep, StepEffect } from '../../../contract/methods/repair.ts';

/** A step that can be chosen, with what it would do. */
export interface Proposal extends StepEffect {
  /** Stable while the batch is shown. */
  readonly id: string;
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

/** The proposals for a batch, and behind them those steps of the recipe that were not found again. */
export function proposalsOf(found: RepairEffect, recipe: readonly RepairStep[]): readonly Proposal[] {
  const own = found.steps.map((effect): Proposal => ({ ...effect, id: idOf(effect.step) }));
  const known = new Set(own.map(({ id }) => id));
  const further = recipe
    .filter((step) => !known.has(idOf(step)))
    .map((step): Proposal => ({ step, rows: 0, pairs: { count: 0, exact: true }, top: [], id: idOf(step) }));
  return [...own, ...further];
}

/** The choice that a recipe makes. */
export function choiceOf(steps: readonly RepairStep[]): Choice {
  return {
    on: steps.map(idOf),
    except: Object.fromEntries(steps.flatMap((step) => (step.except?.length ? [[idOf(step), step.except]] : []))),
  };
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

/** A piece of a text: what is the same on both sides, and what is not. */
export interface Piece {
  readonly text: string;
  readonly changed: boolean;
}

/** What differs between two texts: their longest common pieces, found for short texts only; long ones keep their common ends. */
export function differences(before: string, after: string): { readonly before: readonly Piece[]; readonly after: readonly Piece[] } {
  const [a, b] = [Array.from(before), Array.from(after)];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const [midA, midB] = [a.slice(head, a.length - tail), b.slice(head, b.length - tail)];
  const [keptA, keptB] = midA.length * midB.length <= 4_096 ? commonOf(midA, midB) : [midA.map(() => false), midB.map(() => false)];
  const side = (all: readonly string[], kept: readonly boolean[]): readonly Piece[] => {
    const marks = all.map((_, i) => i >= head && i < all.length - tail && !kept[i - head]);
    const pieces: { text: string; changed: boolean }[] = [];
    all.forEach((char, i) => {
      const last = pieces.at(-1);
      const changed = marks[i] === true;
      if (last?.changed === changed) last.text += char;
      else pieces.push({ text: char, changed });
    });
    return pieces;
  };
  return { before: side(a, keptA), after: side(b, keptB) };
}

/** Which characters of two texts belong to a longest common subsequence. */
function commonOf(a: readonly string[], b: readonly string[]): readonly [boolean[], boolean[]] {
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      longest[i * width + j] =
        a[i] === b[j]
          ? (longest[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(longest[(i + 1) * width + j] ?? 0, longest[i * width + j + 1] ?? 0);
  const [inA, inB] = [a.map(() => false), b.map(() => false)];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) {
      inA[i++] = true;
      inB[j++] = true;
    } else if ((longest[(i + 1) * width + j] ?? 0) >= (longest[i * width + j + 1] ?? 0)) i++;
    else j++;
  }
  return [inA, inB];
}

/** A changed piece with what cannot be seen made visible: `␣` a blank, `□` a full-width one, `↵` a line break, others by their numbers. */
export function visible(text: string): string {
  return text
    .replaceAll(' ', '␣')
    .replaceAll('\u3000', '□')
    .replaceAll('\t', '⇥')
    .replace(/\r\n|[\r\n\u2028\u2029]/g, '↵')
    .replace(/[\p{Cf}\p{Cc}\p{Zs}]/gu, (char) => `‹U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}›`);
}
