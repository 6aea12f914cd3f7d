import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../base/clock.ts';
import { remove } from '../../../base/files.ts';
import { systemRandom, uuidV7 } from '../../../base/ids.ts';
import { JiadiError } from '../../../contract/errors.ts';
import {
  checkSource,
  keyText,
  type OnFinding,
  planLine,
  planSourceCheck,
  shownFinding,
  type SourceCheckHost,
  type SourceCheckInput,
  type SourceCheckRun,
  sourceDocument,
} from '../../../engine/pushdown/index.ts';
import { placeDocumentReport } from '../../../engine/report/index.ts';
import type { RuleSetFile } from '../../../engine/rules/index.ts';
import { createSemantics, loadTables, maskKindOf, maskValue } from '../../../engine/semantics/index.ts';
import { withLine } from '../../../engine/sources/index.ts';
import { databaseNamed } from '../database.ts';
import { findingsWriter, reasonOf } from '../findings.ts';
import { otherFiles, withOthers } from '../others.ts';
import { type WantedReports, writeReports } from '../reports.ts';
import { table, type Terminal } from '../terminal.ts';
import { resources, threadRunner, today } from '../work.ts';

export interface InPlace {
  /** The database, the table or query in it, as in place of a file. */
  readonly given: string;
  readonly rules: RuleSetFile;
  readonly key: readonly string[] | null;
  /** Only says how each rule would be answered. */
  readonly plan: boolean;
  readonly json: boolean;
  readonly findings: string | null;
  readonly reports: WantedReports;
  readonly references: readonly string[];
  readonly reveal: boolean;
}

/** Checks a table of a database where it is: the server counts what it can, and nothing of the table is kept. */
export async function checkInPlace(options: InPlace, terminal: Terminal): Promise<number> {
  const database = databaseNamed(options.given);
  if (database === null) throw new JiadiError('usage', { problem: `--in-place: postgres://… | mysql://… (${options.given})` });
  const runner = threadRunner();
  const dir = mkdtempSync(join(tmpdir(), 'jiadi-'));
  const tidy = (): void => remove(dir);
  process.once('exit', tidy);
  const startedMs = systemClock.monotonicMs();
  try {
    const host: SourceCheckHost = {
      tasks: runner,
      semantics: createSemantics({ today: today(), tables: loadTables(resources) }),
      resources,
      monotonicMs: () => systemClock.monotonicMs(),
      newId: () => uuidV7(systemClock.nowMs(), systemRandom),
    };
    const { rules, key } = options;
    const input: SourceCheckInput = {
      ...database,
      key,
      rules: rules.rules,
      nullLike: rules.nullLike,
      asOf: today(),
      dir,
      fileKey: null,
      sampleRows: 100,
    };
    if (options.plan) return await sayPlan(input, host, options.json, terminal);
    const run = await withOthers(otherFiles(options.references, []), {}, terminal, ({ references }) =>
      checked({ ...input, references }, host, options, terminal),
    );
    terminal.settle();
    const document = sourceDocument(run, maskOf(run, options.reveal));
    // a report goes to others: it is masked whatever the terminal may show, and of the connection only the database is named
    const { database: name } = database.login;
    await writeReports(options.reports, name, (head) =>
      placeDocumentReport(run, sourceDocument(run, maskOf(run, false)), terminal.language, { ...head, from: database.from }),
    );
    if (options.json) terminal.out(JSON.stringify(document));
    else print(run, (systemClock.monotonicMs() - startedMs) / 1000, terminal);
    return document.success ? 0 : 1;
  } finally {
    terminal.settle();
    await runner.close();
    tidy();
    process.off('exit', tidy);
  }
}

function maskOf({ columns }: Pick<SourceCheckRun, 'columns'>, reveal: boolean): (column: string, value: string) => string {
  const semantics = new Map(columns.map((c) => [c.name, c.semantic]));
  return (column, value) => {
    const semantic = semantics.get(column) ?? null;
    return reveal || maskKindOf(semantic) === 'none' ? value : maskValue(semantic, value);
  };
}

/** Runs the check; findings go to their file as they come. */
async function checked(
  input: SourceCheckInput,
  host: SourceCheckHost,
  { findings, reveal }: InPlace,
  terminal: Terminal,
): Promise<SourceCheckRun> {
  const options = { signal: terminal.signal, onProgress: terminal.progress };
  if (findings === null) return await checkSource(input, host, options);
  const names = ['rule', 'key', 'column', 'value', 'reason'];
  const writer = findingsWriter(
    findings,
    names.map((name) => ({ name, type: 'text' as const })),
  );
  try {
    const onFinding: OnFinding = (rule, finding, about) => {
      const { key, value } = shownFinding(about.key, rule, finding, maskOf(about, reveal));
      const reason = { code: `rule.${rule.kind}`, params: { ...rule.reason, ...lengthOf(rule.kind, finding.cells[0]) } };
      writer.rows([rule.rule, keyText(key), rule.column ?? '', value, reasonOf(reason, terminal)], 1);
    };
    const run = await checkSource({ ...input, onFinding }, host, options);
    await writer.finish();
    return run;
  } catch (error) {
    writer.abort();
    throw error;
  }
}

/** What the sentence of a length tells. */
function lengthOf(kind: string, cell: string | null | undefined): Readonly<Record<string, number>> {
  return kind === 'value-length' && typeof cell === 'string' ? { length: Array.from(cell).length } : {};
}

async function sayPlan(input: SourceCheckInput, host: SourceCheckHost, json: boolean, terminal: Terminal): Promise<number> {
  const { signal } = terminal;
  const plan = await withLine(input.login, signal, (line) => planSourceCheck(line, input, host, signal));
  const lines = plan.rules.map(planLine);
  const { product, version, readOnly } = plan.table.server;
  const key = plan.table.key.map(({ name }) => name);
  if (json) {
    terminal.out(JSON.stringify({ server: { product, version, readOnly }, key, rules: lines }));
    return 0;
  }
  const head = (['rule', 'kind', 'way', 'why'] as const).map((word) => terminal.t(`cli.table.${word}`));
  const rows = lines.map(({ rule, kind, way, why, error }) => [
    rule,
    kind,
    terminal.t(`pushdown.way.${way}`),
    error ? error.code : why === null ? '' : terminal.t(`pushdown.why.${why}`),
  ]);
  for (const line of table([head, ...rows])) terminal.out(line);
  return 0;
}

function print(run: SourceCheckRun, seconds: number, terminal: Terminal): void {
  const head = (['rule', 'kind', 'evaluated', 'skipped', 'failed', 'status', 'way'] as const).map((key) => terminal.t(`cli.table.${key}`));
  const rows = run.results.map((r) => [
    r.rule,
    r.kind,
    String(r.evaluated),
    String(r.skipped),
    String(r.failed),
    r.error ? `${r.status}: ${r.error.code}` : (r.note ?? r.status),
    terminal.t(`pushdown.way.${r.way}`),
  ]);
  for (const line of table([head, ...rows])) terminal.out(line);
  const total = run.score.total === null ? '-' : run.score.total.toFixed(2);
  terminal.out(terminal.t('cli.check.summary', { rows: run.rowCount, rules: run.results.length, total, seconds: seconds.toFixed(2) }));
}
