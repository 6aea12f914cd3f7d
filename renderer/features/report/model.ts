import { type ReportLetter, reportSections, type ReportSpec, type ReportType } from '../../../contract/methods/report.ts';
import type { InPlaceRun } from '../../../contract/methods/in-place.ts';
import type { QualityRun } from '../../../contract/methods/quality.ts';
import type { TextKey } from '../../../contract/text/index.ts';

export const reportTypes = ['quality', 'comparison', 'monthly'] as const satisfies readonly ReportType[];

/** A run that a report can be made of, be it of a batch or in place. */
export interface ReportRun {
  readonly id: string;
  /** What was checked: runs of the same are compared. */
  readonly subject: string;
  readonly name: string;
  /** Number of the batch; null for a check in place. */
  readonly batch: number | null;
  /** The rules of a check in place: the same table may be checked by several. */
  readonly ruleSet: string | null;
  readonly startedAt: string;
}

/** Runs of batches and checks in place in one list, the newest first. */
export function reportRuns(runs: readonly QualityRun[], inPlace: readonly InPlaceRun[]): readonly ReportRun[] {
  const ofBatches = runs.map(({ id, dataset, datasetName, batchNumber, startedAt }): ReportRun => ({
    id,
    subject: dataset,
    name: datasetName,
    batch: batchNumber,
    ruleSet: null,
    startedAt,
  }));
  const ofTables = inPlace.map(({ id, table, name, from, ruleSetName, startedAt }): ReportRun => ({
    id,
    subject: table ?? id,
    name: `${name} · ${from.kind === 'table' ? from.table : from.sql.replace(/\s+/g, ' ').slice(0, 40)}`,
    batch: null,
    ruleSet: ruleSetName,
    startedAt,
  }));
  return [...ofBatches, ...ofTables].toSorted((a, b) => b.startedAt.localeCompare(a.startedAt));
}

/** What the person has chosen so far; what was not chosen falls to the newest. */
export interface Choice {
  readonly type: ReportType;
  readonly run: string | null;
  readonly base: string | null;
  readonly month: string | null;
  readonly unit: string | null;
  readonly letter: ReportLetter;
  /** Chosen sections in their order, by type; a type that is missing has all. */
  readonly sections: Readonly<Partial<Record<ReportType, readonly string[]>>>;
}

export const firstChoice: Choice = {
  type: 'quality',
  run: null,
  base: null,
  month: null,
  unit: null,
  letter: { number: '', to: '', from: '', date: '' },
  sections: {},
};

/** What is remembered from one report to the next. */
export type Remembered = Pick<Choice, 'letter' | 'sections'>;

const isText = (value: unknown): value is string => typeof value === 'string';
const asObject = (value: unknown): Readonly<Record<string, unknown>> => (typeof value === 'object' && value !== null ? { ...value } : {});

/** What the settings remember; anything that does not fit any more is left out. */
export function readRemembered(value: unknown): Remembered {
  const { letter, sections } = asObject(value);
  const said = asObject(letter);
  const line = (key: keyof ReportLetter): string => (isText(said[key]) ? said[key].slice(0, 200) : '');
  const chosen = reportTypes.flatMap((type) => {
    const list = asObject(sections)[type];
    const known: readonly string[] = reportSections[type];
    const kept = Array.isArray(list) ? list.filter(isText).filter((id) => known.includes(id)) : [];
    return kept.length === 0 ? [] : [[type, kept] as const];
  });
  return {
    letter: { number: line('number'), to: line('to'), from: line('from'), date: line('date') },
    sections: Object.fromEntries(chosen),
  };
}

/** The sections of a type in the order they will stand, ticked ones first. */
export function sectionsOf(choice: Choice): readonly { readonly id: string; readonly on: boolean }[] {
  const all: readonly string[] = reportSections[choice.type];
  const chosen = choice.sections[choice.type] ?? all;
  return [...chosen.map((id) => ({ id, on: true })), ...all.filter((id) => !chosen.includes(id)).map((id) => ({ id, on: false }))];
}

const titles: Readonly<Record<string, TextKey>> = {
  summary: 'report.section.summary',
  score: 'report.section.score',
  indicators: 'report.section.indicators',
  trend: 'report.section.trend',
  rules: 'report.section.rules',
  units: 'report.section.units',
  issues: 'report.section.issues',
  samples: 'report.section.samples',
  moves: 'report.section.moves',
  datasets: 'report.section.datasets',
  late: 'report.section.late',
  method: 'report.section.method',
};

/** The word of a section; in a monthly report the rules are those that fail. */
export const sectionTitle = (type: ReportType, id: string): TextKey =>
  type === 'monthly' && id === 'rules' ? 'report.topRules' : (titles[id] ?? 'report.sectionsTitle');

/** Months with checks, the newest first; the present one is always among them. */
export function monthsOf(runs: readonly ReportRun[], nowMs: number): readonly string[] {
  const month = (ms: number): string => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 7);
  return [...new Set([month(nowMs), ...runs.map((run) => month(Date.parse(run.startedAt)))])].sort().reverse();
}

/** Runs of the same dataset or table that came before, the newest first. */
export function basesOf(run: ReportRun, runs: readonly ReportRun[]): readonly ReportRun[] {
  return runs
    .filter((one) => one.subject === run.subject && one.id !== run.id)
    .toSorted(
      (a, b) => Number(b.startedAt < run.startedAt) - Number(a.startedAt < run.startedAt) || b.startedAt.localeCompare(a.startedAt),
    );
}

/** What will be made, with the newest for what was not chosen; null when there is nothing to make it of. */
export function specOf(choice: Choice, runs: readonly ReportRun[], nowMs: number): ReportSpec | null {
  if (choice.type === 'monthly') return { type: 'monthly', month: choice.month ?? monthsOf(runs, nowMs)[0] ?? '', unit: choice.unit };
  const run = runs.find(({ id }) => id === choice.run) ?? runs[0];
  if (!run) return null;
  if (choice.type === 'quality') return { type: 'quality', run: run.id };
  const bases = basesOf(run, runs);
  const base = bases.find(({ id }) => id === choice.base) ?? bases[0];
  return base ? { type: 'comparison', run: run.id, base: base.id } : null;
}
