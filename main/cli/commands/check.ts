import { createReadStream, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { systemClock } from '../../../base/clock.ts';
import { sizeOfInput, withFileErrors } from '../../../base/files.ts';
import { JiadiError } from '../../../contract/errors.ts';
import {
  checkBatchLines,
  type CheckDocument,
  checkDocument,
  type CheckInput,
  type CheckRun,
  describePlan,
  eachFinding,
  runCheck,
} from '../../../engine/quality/index.ts';
import { guestQuery, readRuleFile, type RuleSetFile } from '../../../engine/rules/index.ts';
import { checkDocumentReport } from '../../../engine/report/index.ts';
import { createSemantics, loadTables } from '../../../engine/semantics/index.ts';
import type { WriteColumn } from '../../../engine/table/write/index.ts';
import type { BatchFile } from '../../../engine/table/index.ts';
import { oneFile, readArguments, readingOf, readingOptions } from '../arguments.ts';
import { findingsWriter, reasonOf } from '../findings.ts';
import { columnMask } from '../masking.ts';
import { type WantedReports, writeReports } from '../reports.ts';
import { table, type Terminal } from '../terminal.ts';
import { guestEntry, resources, today, withLoaded } from '../work.ts';
import { setsBeside } from '../rule-sets.ts';
import { otherFiles, sourceFacts, withOthers } from '../others.ts';
import { checkInPlace } from './check-in-place.ts';
import { printPlan } from './check-plan.ts';
import type { Command } from './command.ts';

const options = {
  rules: { type: 'string' },
  json: { type: 'boolean' },
  plan: { type: 'boolean' },
  findings: { type: 'string' },
  html: { type: 'string' },
  'xlsx-report': { type: 'string' },
  batch: { type: 'string' },
  reference: { type: 'string', multiple: true },
  earlier: { type: 'string', multiple: true },
  reveal: { type: 'boolean' },
  ...readingOptions,
  'in-place': { type: 'boolean' },
  key: { type: 'string' },
} as const;
type Values = ReturnType<typeof readArguments<typeof options>>['values'];

/** Runs a rule set over a file, or many small checks in one process. */
export const check: Command = {
  usage:
    'jiadi check FILE --rules RULES [--json] [--plan] [--reference NAME=FILE …] [--earlier FILE …] [--findings OUT.csv|.xlsx|.jsonl] [--html OUT] [--xlsx-report OUT] [--reveal] [--empty-as-text] [--nested] [--encoding NAME] [--sheet NAME] | jiadi check DATABASE::TABLE --in-place --rules RULES [--plan] [--key COLUMN,…] [--json] [--reference NAME=FILE …] [--findings OUT] [--html OUT] [--xlsx-report OUT] [--reveal] | jiadi check --batch JOBS.jsonl',
  run: async (args, terminal) => {
    const { values, positionals } = readArguments(args, options);
    if (values.batch !== undefined) {
      if (positionals[0] !== undefined) throw new JiadiError('usage', { problem: `${positionals[0]}: ?` });
      return await checkBatch(values.batch, terminal);
    }
    const path = oneFile(positionals);
    if (values.rules === undefined) throw new JiadiError('usage', { problem: '--rules RULES' });
    const rules = readRules(values.rules);
    if (values['in-place']) return await inPlace(path, rules, values, terminal);
    if (values.key !== undefined) throw new JiadiError('usage', { problem: '--key: --in-place' });
    return await checkFile(path, rules, values, terminal);
  },
};

/** Checks a table where it lies. */
async function inPlace(path: string, rules: RuleSetFile, values: Values, terminal: Terminal): Promise<number> {
  refuseWith('--in-place', {
    earlier: values.earlier,
    encoding: values.encoding,
    sheet: values.sheet,
  });
  return await checkInPlace(
    {
      given: path,
      rules,
      key: values.key?.split(',').map((name) => name.trim()) ?? null,
      plan: values.plan ?? false,
      json: values.json ?? false,
      findings: values.findings ?? null,
      reports: reportsOf(values),
      references: values.reference ?? [],
      reveal: values.reveal ?? false,
    },
    terminal,
  );
}

/** Imports a file and checks its rows, or only tells how that would be done. */
async function checkFile(path: string, rules: RuleSetFile, values: Values, terminal: Terminal): Promise<number> {
  const reading = readingOf(values);
  const startedMs = systemClock.monotonicMs();
  const others = otherFiles(values.reference ?? [], values.earlier ?? []);
  return await withLoaded(path, reading, terminal, async (loaded) => {
    const batch = loaded.result.file;
    const found = await withOthers(others, reading, terminal, async (known) => {
      const source = await sourceFacts(path, loaded, rules, terminal);
      const input: CheckInput = {
        batch,
        rules: rules.rules,
        nullLike: rules.nullLike,
        asOf: today(),
        findings: null,
        references: known.references,
        surroundings: { source, history: known.history },
      };
      if (values.plan) return { plan: describePlan(input, semantics()), run: null };
      const host = { tasks: loaded.runner, semantics: semantics(), guest: guestQuery(guestEntry) };
      return { plan: null, run: await runCheck(input, host, { signal: terminal.signal, onProgress: terminal.progress }) };
    });
    terminal.settle();
    if (found.run === null) {
      if (values.json) terminal.out(JSON.stringify(found.plan));
      else printPlan(found.plan, terminal);
      return found.plan.rules.some(({ error }) => error !== null) ? 1 : 0;
    }
    const { run } = found;
    const mask = columnMask(batch, values.reveal ?? false);
    if (values.findings !== undefined) await writeFindings(values.findings, run, batch, mask, terminal);
    const document = checkDocument(run, batch, mask);
    // a report is masked whatever the terminal may show
    await writeReports(reportsOf(values), basename(path), (head) =>
      checkDocumentReport(run, checkDocument(run, batch, columnMask(batch, false)), terminal.language, head),
    );
    if (values.json) terminal.out(JSON.stringify(document));
    else print(document, (systemClock.monotonicMs() - startedMs) / 1000, terminal);
    return document.success ? 0 : 1;
  });
}

const reportsOf = (values: Values): WantedReports => ({ html: values.html, xlsx: values['xlsx-report'], rules: values.rules ?? '' });

/** What has no meaning together with another option is not passed over. */
function refuseWith(option: string, others: Readonly<Record<string, unknown>>): void {
  const given = Object.keys(others).find((name) => others[name] !== undefined);
  if (given !== undefined) throw new JiadiError('usage', { problem: `--${given}, ${option}` });
}

const RULE_BYTES_MAX = 5_000_000;

function readRules(path: string): RuleSetFile {
  if (sizeOfInput(path) > RULE_BYTES_MAX) throw new JiadiError('file-too-large', { file: basename(path), limit: '5 MB' });
  return readRuleFile(
    withFileErrors(path, () => readFileSync(path, 'utf8')),
    basename(path),
    setsBeside(path),
  );
}

function semantics() {
  return createSemantics({ today: today(), tables: loadTables(resources) });
}

async function checkBatch(path: string, terminal: Terminal): Promise<number> {
  sizeOfInput(path);
  const input = createReadStream(path, 'utf8');
  try {
    for await (const answer of checkBatchLines(createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY }), {
      asOf: today(),
      semantics: semantics(),
    })) {
      terminal.signal.throwIfAborted();
      terminal.out(answer);
    }
  } finally {
    input.destroy();
  }
  return 0;
}

const findingColumns: readonly WriteColumn[] = [
  { name: 'rule', type: 'text' },
  { name: 'row', type: 'integer' },
  { name: 'column', type: 'text' },
  { name: 'value', type: 'text' },
  { name: 'reason', type: 'text' },
];
const LINES_AT_ONCE = 5_000;

async function writeFindings(
  path: string,
  run: CheckRun,
  batch: BatchFile,
  mask: (column: string, value: string) => string,
  terminal: Terminal,
): Promise<void> {
  const writer = findingsWriter(path, findingColumns);
  try {
    let cells: (string | number | null)[] = [];
    let lines = 0;
    const flush = (): void => {
      writer.rows(cells, lines);
      cells = [];
      lines = 0;
    };
    for (const line of eachFinding(run.results, batch, mask)) {
      cells.push(line.rule, line.row, line.column ?? '', line.value, reasonOf(line.reason, terminal));
      if (++lines === LINES_AT_ONCE) flush();
    }
    flush();
    await writer.finish();
  } catch (error) {
    writer.abort();
    throw error;
  }
}

function print(document: CheckDocument, seconds: number, terminal: Terminal): void {
  const head = (['rule', 'kind', 'evaluated', 'skipped', 'failed', 'status'] as const).map((key) => terminal.t(`cli.table.${key}`));
  const rows = document.results.map((r) => [
    r.rule,
    r.kind,
    String(r.evaluated),
    String(r.skipped),
    String(r.failed),
    r.error ? `${r.status}: ${r.error.code}` : (r.note ?? r.status),
  ]);
  for (const line of table([head, ...rows])) terminal.out(line);
  const total = document.score.total === null ? '-' : document.score.total.toFixed(2);
  terminal.out(
    terminal.t('cli.check.summary', { rows: document.rows, rules: document.results.length, total, seconds: seconds.toFixed(2) }),
  );
}
