import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { stringify } from 'yaml';
import { systemClock } from '../../../base/clock.ts';
import { remove, writeFileDurably } from '../../../base/files.ts';
import { JiadiError } from '../../../contract/errors.ts';
import type { RepairEffect, RepairStep } from '../../../contract/methods/repair.ts';
import { failingOf, type ProposeInput, recipeFromFile, repairKinds, repairTable, type SurveyInput } from '../../../engine/repair/index.ts';
import { openBatch, PAGE_ROWS_MAX, type BatchFile } from '../../../engine/table/index.ts';
import { csvWriter, jsonlWriter, type TableWriter, xlsxWriter } from '../../../engine/table/write/index.ts';
import { oneFile, readArguments, readingOf, readingOptions } from '../arguments.ts';
import { table, type Terminal } from '../terminal.ts';
import { type Loaded, resources, today, withLoaded } from '../work.ts';
import type { Command } from './command.ts';

/** What could be repaired in a file; with a recipe what that does, and the repaired table. */
export const repair: Command = {
  usage:
    'jiadi repair FILE [--recipe R.yml] [--out OUT.csv|.xlsx|.jsonl] [--yaml R.yml] [--json] [--empty-as-text] [--nested] [--encoding NAME] [--sheet NAME]',
  run: async (args, terminal) => {
    const { values, positionals } = readArguments(args, {
      recipe: { type: 'string' },
      out: { type: 'string' },
      yaml: { type: 'string' },
      json: { type: 'boolean' },
      ...readingOptions,
    });
    const path = oneFile(positionals);
    const { recipe, out } = values;
    if (out !== undefined && recipe === undefined) throw new JiadiError('usage', { problem: terminal.t('cli.repair.outNeedsRecipe') });
    if (out !== undefined) writerEnding(out);
    const steps = recipe === undefined ? null : recipeFromFile(recipe);
    const reading = readingOf(values);
    return await withLoaded(path, reading, terminal, async (loaded) => {
      const effect = await effectOf(loaded, steps, terminal);
      if (steps !== null && out !== undefined) await writeRepaired(loaded, steps, basename(path), out, terminal);
      terminal.settle();
      if (values.yaml !== undefined)
        writeFileDurably(
          values.yaml,
          stringify({ repairs: basename(path), version: 1, steps: effect.steps.map(({ step }) => step) }),
          0o644,
        );
      print(effect, values.json ?? false, terminal);
      if (out !== undefined) terminal.say(terminal.t('cli.repair.done', { out, rows: effect.rowsChanged, cells: effect.cellsChanged }));
      return effect.problems.length > 0 ? 1 : 0;
    });
  },
};

async function effectOf({ result, runner }: Loaded, steps: readonly RepairStep[] | null, terminal: Terminal): Promise<RepairEffect> {
  const options = { signal: terminal.signal, onProgress: terminal.progress };
  const { file, profile } = result;
  if (steps === null) return await runner.run<RepairEffect>('repair.propose', { file, profile } satisfies ProposeInput, options);
  const input: SurveyInput = { file, steps, failing: failingOf(file, profile), onlyFound: false };
  return await runner.run<RepairEffect>('repair.survey', input, options);
}

function writerEnding(out: string): 'csv' | 'jsonl' | 'xlsx' {
  const ending = extname(out).slice(1).toLowerCase();
  if (ending === 'csv' || ending === 'jsonl' || ending === 'xlsx') return ending;
  throw new JiadiError('format-unsupported', { file: basename(out), format: ending });
}

async function writeRepaired(loaded: Loaded, steps: readonly RepairStep[], name: string, out: string, terminal: Terminal): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'jiadi-'));
  const tidy = (): void => remove(dir);
  process.once('exit', tidy);
  try {
    const { result } = await repairTable(
      {
        id: 'repaired',
        name,
        file: loaded.result.file,
        shape: loaded.shape,
        steps,
        changes: null,
        dir,
        key: null,
        resources,
        today: today(),
      },
      { tasks: loaded.runner, signal: terminal.signal, onProgress: terminal.progress, monotonicMs: () => systemClock.monotonicMs() },
    );
    await writeTable(result.file, out, terminal);
  } finally {
    tidy();
    process.off('exit', tidy);
  }
}

/** The rows as a file, which appears whole or not at all. */
async function writeTable(file: BatchFile, out: string, terminal: Terminal): Promise<void> {
  const ending = writerEnding(out);
  const writer: TableWriter =
    ending === 'csv'
      ? csvWriter(out, file.columns, { encoding: 'utf-8' })
      : ending === 'jsonl'
        ? jsonlWriter(out, file.columns, { booleans: false })
        : xlsxWriter(out, file.columns);
  const reader = openBatch(file);
  try {
    for (let offset = 0; offset < file.rowCount; offset += PAGE_ROWS_MAX) {
      terminal.signal.throwIfAborted();
      const { rows, columns } = reader.page({ offset, limit: PAGE_ROWS_MAX });
      writer.rows(
        rows.flatMap((_, r) =>
          columns.map((column) => {
            const cell = column[r] ?? null;
            return cell instanceof Uint8Array ? `0x${Buffer.from(cell).toString('hex')}` : cell;
          }),
        ),
        rows.length,
      );
      terminal.progress({ phase: 'export', done: offset + rows.length, total: file.rowCount, unit: 'rows' });
    }
    await writer.finish();
  } catch (error) {
    writer.abort();
    throw error;
  } finally {
    reader.close();
  }
}

function print(effect: RepairEffect, json: boolean, terminal: Terminal): void {
  const { rows, rowsChanged, cellsChanged, steps, problems, columns } = effect;
  for (const { step, code, params } of problems)
    terminal.say(terminal.t('cli.repair.problem', { step: step + 1, problem: terminal.sentence(new JiadiError(code, params)) }));
  if (json) {
    const document = {
      rows,
      rowsChanged,
      cellsChanged,
      steps: steps.map(({ step, rows: changed, pairs, top }) => ({
        step,
        rows: changed,
        values: pairs,
        examples: top.map(({ before, after, rows: count }) => ({ before, after, rows: count })),
      })),
      columns,
      problems,
    };
    terminal.out(JSON.stringify(document));
    return;
  }
  const head = (['kind', 'column', 'rows', 'example'] as const).map((key) => terminal.t(`cli.table.${key}`));
  const lines = steps.map(({ step, rows: changed, top: [first] }) => [
    repairKinds.find(({ kind }) => kind === step.kind)?.text[terminal.language].title ?? step.kind,
    step.column,
    String(changed),
    first ? `${visible(first.before)} → ${visible(first.after)}` : '',
  ]);
  if (lines.length > 0) for (const line of table([head, ...lines])) terminal.out(line);
  terminal.out(terminal.t('cli.repair.summary', { rows, rowsChanged, cellsChanged }));
}

/** Blanks and characters without a picture by their names, cut to a line of a terminal. */
function visible(text: string): string {
  return text
    .slice(0, 60)
    .replaceAll(' ', '␣')
    .replaceAll('\u3000', '□')
    .replace(/\r\n|[\r\n]/g, '↵')
    .replace(/[\p{Cf}\p{Cc}\u00a0]/gu, (char) => `‹U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}›`);
}
