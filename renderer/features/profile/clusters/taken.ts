import type { Cluster, Spelling } from '../../../../contract/methods/clusters.ts';
import type { RepairStep } from '../../../../contract/methods/repair.ts';

/** What a person chose: groups by key, how they are to be written, and spellings that stay as they are. */
export interface Choice {
  readonly on: readonly string[];
  /** Other than proposed, by key. */
  readonly written: Readonly<Record<string, string>>;
  readonly out: Readonly<Record<string, readonly string[]>>;
}

export const noChoice: Choice = { on: [], written: {}, out: {} };

/** How a group is to be written: as a person said, else as proposed. */
export const writtenAs = ({ key, values }: Cluster, { written }: Choice): string => written[key] ?? values[0]?.value ?? '';

/** The spelling of a group that is as it is to be, if it stands in the column, and the others. Masked spellings may look the same: only what a person wrote is compared. */
export function parted(
  { key, values }: Cluster,
  { written }: Choice,
): { readonly same: Spelling | undefined; readonly others: readonly Spelling[] } {
  const as = written[key];
  const same = as === undefined ? values[0] : values.find(({ value }) => value === as);
  return { same, others: values.filter((one) => one !== same) };
}

/** The spellings of a group that would be written otherwise. */
export function changed(cluster: Cluster, choice: Choice): readonly Spelling[] {
  const out = choice.out[cluster.key] ?? [];
  return parted(cluster, choice).others.filter(({ value }) => !out.includes(value));
}

/** Rows of a group that would be written otherwise. */
export const rowsOf = (cluster: Cluster, choice: Choice): number => changed(cluster, choice).reduce((sum, { count }) => sum + count, 0);

/** Puts a spelling in or takes it out. */
export function toggled(choice: Choice, key: string, value: string): Choice {
  const now = choice.out[key] ?? [];
  return { ...choice, out: { ...choice.out, [key]: now.includes(value) ? now.filter((one) => one !== value) : [...now, value] } };
}

/** Every spelling of the groups taken with what it is to be written as. */
export function mapOf(clusters: readonly Cluster[], choice: Choice): Readonly<Record<string, string>> {
  const pairs = clusters
    .filter(({ key }) => choice.on.includes(key))
    .flatMap((cluster) => {
      const as = writtenAs(cluster, choice).trim();
      return as === '' ? [] : changed(cluster, choice).map(({ value }) => [value, as] as const);
    });
  return Object.fromEntries(pairs);
}

/** A recipe with these replacements in a column: in the table that it has already, else before its other steps, which would change the values first. */
export function withMapping(steps: readonly RepairStep[], column: string, map: Readonly<Record<string, string>>): RepairStep[] {
  const at = steps.findIndex((step) => step.kind === 'value-mapping' && step.column === column);
  const known = steps[at];
  if (!known) return [{ kind: 'value-mapping', column, map: { ...map } }, ...steps];
  const targets = new Set(Object.values(map));
  // what is now right was perhaps replaced before: that would go round in a circle
  const table = known['map'];
  const before = Object.entries(typeof table === 'object' && table !== null ? table : {}).filter(([from]) => !targets.has(from));
  return steps.toSpliced(at, 1, { ...known, map: { ...Object.fromEntries(before), ...map } });
}
