import type { InPlaceRun } from '../../contract/methods/in-place.ts';
import { rightsOf } from '../../contract/rights.ts';
import { type Language, reasonIn } from '../../contract/text/index.ts';
import type { ScanContext } from '../context.ts';
import { type InPlaceDetail, inPlaceBefore, inPlaceDetail, keyText, shownFinding } from '../pushdown/index.ts';
import { getBands } from '../quality/index.ts';
import { maskValue } from '../semantics/index.ts';
import { indicatorsOf, issueFacts, SAMPLE_ROWS, SAMPLED_RULES, sharesOf, TREND } from './gather.ts';
import { wordsOf } from './blocks.ts';
import { type CheckFacts } from './quality-report.ts';
import { ruleSetLabel, tableName, timeLabel, timeText } from './reported.ts';

export const serverLabel = ({ server }: Pick<InPlaceRun, 'server'>): string => `${server.product} ${server.version}`;

/** The columns that name a row. */
export function keyLabel(key: readonly string[], language: Language): string {
  const { word } = wordsOf(language);
  return key.length === 0 ? word('report.about.keyNone') : key.join(word('report.and'));
}

/** Whether a check was cut short, or saw one state of the table. */
export function placeRemarks({ cut, oneState }: Pick<InPlaceRun, 'cut' | 'oneState'>, language: Language): CheckFacts['remarks'] {
  const { word } = wordsOf(language);
  if (cut) return [{ text: word('report.cut', { host: cut.host, answered: cut.answered }), tone: 'bad' }];
  return [{ text: word(oneState ? 'report.oneState' : 'report.states') }];
}

/** Words and values that say what a check in place looked at. */
export function placeFacts(run: InPlaceRun, language: Language): CheckFacts['about'] {
  const { word } = wordsOf(language);
  return [
    [word('report.about.table'), tableName(run, language)],
    [word('report.about.server'), `${serverLabel(run)} · ${run.address}`],
    [word('report.about.key'), keyLabel(run.key, language)],
    [word('report.ruleSetHead'), ruleSetLabel(run, language)],
    [word('report.about.checked'), timeText(run.startedAt)],
    [word('report.about.by'), run.by],
  ];
}

/** All that a quality report says of a check in place. */
export function inPlaceFacts(run: InPlaceRun, language: Language, context: ScanContext): CheckFacts {
  const { reader } = context;
  const detail = inPlaceDetail(reader, run.id);
  const before = inPlaceBefore(reader, run, TREND - 1);
  const [previous] = before;
  return {
    name: tableName(run, language),
    runHead: 'report.run',
    bands: getBands(reader),
    about: placeFacts(run, language),
    remarks: placeRemarks(run, language),
    rows: run.rows,
    findings: run.findings,
    failingRows: null,
    score: run.score,
    previous: previous ? { label: timeLabel(previous), ...previous.score } : null,
    indicators: indicatorsOf(detail),
    trend: [...before.toReversed(), run].map((one, i, list) => ({
      label: timeLabel(one),
      value: one.score.total,
      changed: i > 0 && list[i - 1]?.ruleSetVersion !== one.ruleSetVersion,
      ruleSet: ruleSetLabel(one, language),
      rows: one.rows,
    })),
    rules: detail.results.map(({ result }) => result),
    shares: sharesOf(reader, run.id),
    issues: run.table === null ? [] : issueFacts(context, { table: run.table }),
    ...samplesOf(run, detail, language, context),
  };
}

/** The failing rows that were kept when the check was made, named by their key and masked. */
function samplesOf(
  run: InPlaceRun,
  { results, columns }: InPlaceDetail,
  language: Language,
  context: ScanContext,
): Pick<CheckFacts, 'samples' | 'noSamples'> {
  const failing = results.filter(({ result }) => result.failed > 0);
  if (failing.length === 0) return { samples: [], noSamples: null };
  const role = context.session?.user.role;
  if (role === undefined || !rightsOf[role].includes('data.read')) return { samples: [], noSamples: 'report.none.samplesRight' };
  const semantics = new Map(columns.map(({ name, semantic }) => [name, semantic]));
  const mask = (column: string, value: string): string => maskValue(semantics.get(column) ?? null, value);
  const samples = failing
    .filter(({ sample }) => sample.length > 0)
    .toSorted((a, b) => b.result.failed - a.result.failed)
    .slice(0, SAMPLED_RULES)
    .map(({ result, sample, reason }) => ({
      rule: result.rule,
      columns: result.columns,
      rows: sample.slice(0, SAMPLE_ROWS).map((finding) => {
        const { key, value } = shownFinding(run.key, result, finding, mask);
        return { row: keyText(key), value, reason: reasonIn(language, reason) };
      }),
    }));
  return { samples, noSamples: samples.length === 0 ? 'report.none.samplesKept' : null };
}
