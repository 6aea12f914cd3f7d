import type { RuleSpec } from '../rule.ts';
import { asList, asText, compact, leftOver, type Reason, type Tree } from './model.ts';
import { aggregates, type AsCheck, looseStats, type Range, type SodaCheck } from './soda.ts';

const aggregateOf = Object.fromEntries(Object.entries(aggregates).map(([there, ours]) => [ours, there]));
const none: Range = { max: 0 };

/** The check that a rule stands for. */
export function toCheck(spec: RuleSpec): AsCheck {
  const p = spec.params;
  if (p['groupBy'] !== undefined) return { lost: 'group-by' };
  const made = checkOf(spec, p);
  if (!made) return { lost: 'no-counterpart', about: spec.kind };
  const [lack] = leftOver(spec, made.known, made.harmless ?? {});
  if (lack !== undefined) return { lost: 'parameter', about: lack };
  if (made.limits && made.limits.pass.min === undefined && made.limits.pass.max === undefined)
    return { lost: 'parameter', about: 'min, max' };
  const differs: Reason[] = [...(made.differs ?? [])];
  const limits = made.limits ?? allowedFailures(spec, made.check.metric === 'missing', differs);
  if (!limits) return { lost: spec.kind.includes('unique') || spec.kind === 'primary-key' ? 'duplicate-count' : 'tolerance' };
  const { check } = made;
  const filter = spec.where === null ? {} : { filter: spec.where };
  if (spec.where !== null) differs.push('sql-dialect');
  const name = spec.description === null ? {} : { name: spec.description };
  return { check: { ...limits, ...check, ...filter, ...name }, differs };
}

type Body = Pick<SodaCheck, 'metric' | 'columns' | 'words'> & Partial<SodaCheck>;
interface Made {
  readonly check: Body;
  readonly known: readonly string[];
  readonly harmless?: Tree;
  readonly differs?: readonly Reason[];
  readonly limits?: Pick<SodaCheck, 'pass' | 'percent'>;
}

const stated = (p: Tree): Range =>
  compact({
    min: p['min'],
    max: p['max'],
    strictMin: p['strictMin'] === true ? true : undefined,
    strictMax: p['strictMax'] === true ? true : undefined,
  });
const limitKeys = ['min', 'max', 'strictMin', 'strictMax'];

function checkOf(spec: RuleSpec, p: Tree): Made | null {
  const columns = [asText(p['column'])];
  const valid = (words: Tree, known: readonly string[], more: Partial<Made> = {}): Made => ({
    check: { metric: 'invalid', columns, words: compact(words) },
    known: ['column', ...known],
    ...more,
  });
  const folds = { ignoreCase: false, trim: false };
  const numbers = asList(p['values']).some((v) => typeof v === 'number' || typeof v === 'boolean') ? (['comparison'] as const) : [];
  switch (spec.kind) {
    case 'not-null':
      return { check: { metric: 'missing', columns, words: {} }, known: ['column'] };
    case 'value-in-set':
      return valid({ valid_values: p['values'] }, ['values'], { harmless: folds, differs: numbers });
    case 'value-not-in-set':
      return valid({ invalid_values: p['values'] }, ['values'], { harmless: folds, differs: numbers });
    case 'value-between':
      return [p['min'], p['max']].some((v) => typeof v === 'string')
        ? null
        : valid({ valid_min: p['min'], valid_max: p['max'] }, ['min', 'max']);
    case 'value-length':
      return valid({ valid_length: p['equals'], valid_min_length: p['min'], valid_max_length: p['max'] }, ['equals', 'min', 'max'], {
        harmless: { unit: 'chars' },
      });
    case 'value-matches-regex':
    case 'value-not-matches-regex': {
      const [regex, ...more] = asList(p['patterns']).map(asText);
      if (regex === undefined || more.length > 0) return null;
      const word = spec.kind === 'value-matches-regex' ? 'valid_regex' : 'invalid_regex';
      return valid({ [word]: p['anchored'] === true ? `^(?:${regex})$` : regex }, ['patterns', 'anchored'], {
        harmless: { match: 'any', flags: '' },
        differs: ['pattern-dialect'],
      });
    }
    default:
      return wholeCheck(spec, p, columns);
  }
}

/** Kinds that look at more than one value at a time. */
function wholeCheck(spec: RuleSpec, p: Tree, columns: readonly string[]): Made | null {
  switch (spec.kind) {
    case 'unique':
      return { check: { metric: 'duplicate', columns, words: {} }, known: ['column'], harmless: { normalize: 'none' } };
    case 'compound-unique':
      return {
        check: { metric: 'duplicate', columns: asList(p['columns']).map(asText), words: {} },
        known: ['columns'],
        differs: ['null-handling'],
      };
    case 'row-count':
      return {
        check: { metric: 'row_count', columns: [], words: {} },
        known: ['min', 'max', 'equals'],
        limits: { percent: false, pass: p['equals'] === undefined ? stated(p) : { min: Number(p['equals']), max: Number(p['equals']) } },
      };
    case 'column-stat': {
      const fn = aggregateOf[asText(p['stat'])];
      if (fn === undefined || [p['min'], p['max']].some((v) => typeof v === 'string')) return null;
      const differs: readonly Reason[] = looseStats.has(asText(p['stat'])) ? ['stat-definition'] : [];
      const q = typeof p['q'] === 'number' ? { q: p['q'] } : {};
      return {
        check: { metric: 'aggregate', fn, columns, words: {}, ...q },
        known: ['column', 'stat', 'q', ...limitKeys],
        differs,
        limits: { percent: false, pass: stated(p) },
      };
    }
    case 'freshness': {
      const days = /^(\d+)d$/.exec(asText(p['maxAge']))?.[1];
      return days === undefined
        ? null
        : {
            check: { metric: 'freshness', columns, words: {} },
            known: ['column', 'maxAge'],
            differs: ['clock'],
            limits: { percent: false, pass: { max: Number(days) } },
          };
    }
    case 'row-expression': {
      const inner = /^NOT coalesce\(\((.*)\), FALSE\)$/s.exec(asText(p['expression']))?.[1];
      const expression = inner ?? `NOT coalesce((${asText(p['expression'])}), FALSE)`;
      return { check: { metric: 'failed_rows', columns: [], words: {}, expression }, known: ['expression'], differs: ['sql-dialect'] };
    }
    case 'sql-rows':
      return {
        check: { metric: 'failed_rows', columns: [], words: {}, query: asText(p['query']) },
        known: ['query'],
        differs: ['sql-dialect', 'dataset-name'],
      };
    default:
      return null;
  }
}

/** How many rows may fail, as a metric of the check; null when there is no such count there. */
function allowedFailures(spec: RuleSpec, everyRow: boolean, differs: Reason[]): Pick<SodaCheck, 'pass' | 'percent' | 'warn'> | null {
  const exact = spec.maxFailures === null ? spec.threshold >= 1 : spec.maxFailures === 0;
  const counts = !['unique', 'compound-unique', 'row-expression', 'sql-rows'].includes(spec.kind);
  if (!counts) return exact && spec.warnAt === null ? { pass: none, percent: false } : null;
  if (exact && spec.warnAt === null) return { pass: none, percent: false };
  if ((spec.maxFailures ?? 0) > 0) return spec.warnAt === null ? { pass: { max: spec.maxFailures ?? 0 }, percent: false } : null;
  // there every row counts, also one without a value
  if (!everyRow && spec.of === 'evaluated') differs.push('denominator');
  const percent = (share: number): number => Math.round(1e10 - share * 1e10) / 1e8;
  return {
    pass: { max: percent(spec.maxFailures === null ? spec.threshold : 1) },
    percent: true,
    ...(spec.warnAt === null ? {} : { warn: { max: percent(spec.warnAt) } }),
  };
}
