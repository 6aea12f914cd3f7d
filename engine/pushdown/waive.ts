/** Waivers in a check in place: a rule as a whole, the rows of a unit, or rows known again by key and value. And whose the rows are that are left. */
import type { ActiveWaiver } from '../issues/index.ts';
import { lastDay, recountTo } from '../quality/index.ts';
import type { tally, TallyInput } from './failing.task.ts';
import type { Checking } from './model.ts';
import type { SourceItem } from './plan.ts';
import { asked, countUnits, unitColumnIn } from './units.ts';

/** Counts failing rows by unit, and takes out what is waived. Rules that were read into a temporary table know both already. */
export async function settleFailing(checking: Checking): Promise<void> {
  const { items, input, units } = checking;
  const waivers = input.waivers ?? [];
  if (waivers.length === 0 && (input.unitColumn ?? null) === null) return;
  const column = (input.unitColumn ?? null) === null ? null : await unitColumnIn(checking);
  const mine = asked(checking);
  const rowsWaived = new Set(mine.filter((item) => single(item, waivers).some(({ scope }) => scope === 'rows')));
  if (column)
    await countUnits(
      checking,
      column,
      mine.filter((item) => !rowsWaived.has(item)),
    );
  for (const item of mine) {
    const bySql = units.has(item) || column === null;
    if (!rowsWaived.has(item) && (bySql || item.way !== 'values')) continue;
    await oneByOne(checking, item, single(item, waivers), column?.name ?? null);
  }
  for (const item of items) {
    const { result } = item;
    if (!result || result.error || result.failed === 0 || item.way === 'rows') continue;
    const whole = waivers.find(({ rule, scope }) => rule === result.rule && scope === 'rule');
    if (whole) item.result = { ...result, waiver: { scope: 'rule', rows: result.failed, until: whole.until } };
    else if (!rowsWaived.has(item)) withoutUnits(checking, item, single(item, waivers), column?.name ?? null);
  }
}

/** Waivers of some rows of a rule that counts cells or rows. */
function single({ result, spec }: SourceItem, waivers: readonly ActiveWaiver[]): readonly ActiveWaiver[] {
  if (!result || result.observed !== null || result.ratio === null) return [];
  const mine = waivers.filter(({ rule }) => rule === spec.id);
  return mine.some(({ scope }) => scope === 'rule') ? [] : mine;
}

/** Looks at every failing row of a rule. */
async function oneByOne(checking: Checking, item: SourceItem, waivers: readonly ActiveWaiver[], unitColumn: string | null): Promise<void> {
  const { line, table, input, host, options, units, failing, asOfSeconds } = checking;
  const has = (name: string | null): boolean => table.columns.some((column) => column.name === name);
  const task: TallyInput = {
    login: line.shared,
    from: input.from,
    key: input.key,
    nullLike: input.nullLike,
    asOfSeconds,
    codes: input.codes,
    spec: item.spec,
    way: item.way,
    failing: failing.get(item) ?? null,
    unitColumn,
    // a column that is gone makes nothing known again
    waivers: waivers.filter(({ scope, unitColumn: of, keyColumns, valueColumns }) =>
      scope === 'unit' ? has(of) : [...keyColumns, ...valueColumns].every(has),
    ),
  };
  const found = await host.tasks.run<Awaited<ReturnType<typeof tally>>>('pushdown.tally', task, { signal: options.signal });
  if (found.units) units.set(item, found.units);
  const { result } = item;
  if (waivers.length > 0 && result) item.result = recountTo(item.spec, result, Math.min(found.left, result.failed), lastDay(waivers));
  if (line.shared.snapshot === undefined) checking.oneState = false;
}

function withoutUnits({ units }: Checking, item: SourceItem, waivers: readonly ActiveWaiver[], unitColumn: string | null): void {
  const counted = units.get(item);
  const shares = new Set(waivers.filter((w) => w.scope === 'unit' && w.unitColumn === unitColumn).map(({ share }) => share));
  if (!counted || !item.result || shares.size === 0) return;
  const covered = counted.filter(([unit]) => shares.has(unit)).reduce((sum, [, failed]) => sum + failed, 0);
  item.result = recountTo(item.spec, item.result, Math.max(0, item.result.failed - covered), lastDay(waivers));
  units.set(
    item,
    counted.filter(([unit]) => !shares.has(unit)),
  );
}
