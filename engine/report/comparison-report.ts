import { type GradeBands, isBlocking } from '../../contract/grade.ts';
import type { Language, TextKey } from '../../contract/text/index.ts';
import { type Contribution, contributions, scoreDimensions, sharesOfTotal } from '../quality/index.ts';
import { radar, trendLine } from './charts.ts';
import { type CellValue, changeText, type ReportBlock, type ReportSection, scoreText } from './document.ts';
import { tableBlock, textBlock, wordsOf } from './blocks.ts';
import { gradeText, statusWord } from './quality-report.ts';
import type { Reported } from './reported.ts';

/** The movement of the total, rule by rule; all parts together are the difference of the two totals. */
export function movesOf(before: Pick<Reported, 'formula'>, after: Pick<Reported, 'formula'>): readonly Contribution[] {
  return contributions(sharesOfTotal(before.formula), sharesOfTotal(after.formula));
}

const EPSILON = 1e-9;

/** The sections of a report that sets two runs side by side. */
export function comparisonSections(before: Reported, after: Reported, bands: GradeBands, language: Language): readonly ReportSection[] {
  const { word } = wordsOf(language);
  const section = (id: string, title: TextKey, blocks: readonly ReportBlock[]): ReportSection => ({ id, title: word(title), blocks });
  return [
    section('summary', 'report.section.summary', summary(before, after, bands, language)),
    section('score', 'report.section.score', scores(before, after, language)),
    section('moves', 'report.section.moves', moves(before, after, language)),
    section('rules', 'report.section.rules', rules(before, after, language)),
    section('method', 'report.section.method', [textBlock(word('report.method', { ...bands })), textBlock(word('report.movesNote'))]),
  ];
}

function summary(before: Reported, after: Reported, bands: GradeBands, language: Language): readonly ReportBlock[] {
  const words = wordsOf(language);
  const { word } = words;
  const [old, now] = [before.score.total, after.score.total];
  const parts = movesOf(before, after);
  const sum = (pick: (move: Contribution) => number): string => changeText(parts.reduce((all, move) => all + pick(move), 0));
  const critical = ({ results }: Reported): boolean => results.some(isBlocking);
  const other = before.ruleSet !== after.ruleSet || before.ruleSetVersion !== after.ruleSetVersion;
  const column = (one: Reported): readonly CellValue[] => [
    one.label,
    one.ruleSetLabel,
    one.rows,
    one.results.length,
    one.findings,
    one.failingRows,
    one.score.total,
  ];
  return [
    old === null || now === null
      ? textBlock(word('report.comparison.open'))
      : textBlock(
          word('report.comparison.summary', {
            before: gradeText(old, critical(before), bands, words),
            after: gradeText(now, critical(after), bands, words),
            change: changeText(now - old),
            ratio: sum(({ byResult }) => byResult),
            rules: sum(({ byWeight }) => byWeight),
          }),
        ),
    ...(other ? [textBlock(word('report.comparison.otherRules', { before: before.ruleSetLabel, after: after.ruleSetLabel }))] : []),
    tableBlock(
      word('report.section.summary'),
      [
        [word(after.ofBatch ? 'report.batch' : 'report.run'), 'text'],
        [word('report.ruleSetHead'), 'text'],
        [word('report.rows'), 'count'],
        [word('report.rules'), 'count'],
        [word('report.findings'), 'count'],
        [word('report.failingRows'), 'count'],
        [word('report.score'), 'score'],
      ],
      [column(before), column(after)],
    ),
  ];
}

function scores(before: Reported, after: Reported, language: Language): readonly ReportBlock[] {
  const { word } = wordsOf(language);
  const [old, now] = [before.score, after.score];
  const none = word('score.notEvaluated');
  const row = (name: string, was: number | null, is: number | null): readonly CellValue[] => [
    name,
    was ?? none,
    is ?? none,
    was === null || is === null ? null : is - was,
  ];
  const axes = (score: typeof now) =>
    scoreDimensions.map((dimension) => {
      const value = score.dimensions[dimension];
      return { name: word(`dimension.${dimension}`), value, shown: value === null ? none : scoreText(value) };
    });
  const points = [before, after].map(({ label, score }) => ({ label, value: score.total }));
  return [
    { kind: 'drawing', drawings: [radar(axes(old), word('report.before')), radar(axes(now), word('report.after'))] },
    { kind: 'drawing', drawings: [trendLine(points, word('report.section.score'))] },
    tableBlock(
      word('report.section.score'),
      [
        [word('report.dimension'), 'text'],
        [word('report.before'), 'score'],
        [word('report.after'), 'score'],
        [word('report.change'), 'change'],
      ],
      [
        ...scoreDimensions.map((dimension) => row(word(`dimension.${dimension}`), old.dimensions[dimension], now.dimensions[dimension])),
        row(word('report.total'), old.total, now.total),
      ],
    ),
  ];
}

function moves(before: Reported, after: Reported, language: Language): readonly ReportBlock[] {
  const { word, dynamic } = wordsOf(language);
  const [old, now] = [sharesOfTotal(before.formula), sharesOfTotal(after.formula)];
  const whatOf = ({ rule, byResult, byWeight }: Contribution): string => {
    if (!old.has(rule)) return 'new';
    if (!now.has(rule)) return 'gone';
    if (Math.abs(byResult) > EPSILON) return byResult > 0 ? 'better' : 'worse';
    return Math.abs(byWeight) > EPSILON ? 'weight' : 'same';
  };
  const moved = movesOf(before, after)
    .filter(({ byResult, byWeight }) => Math.abs(byResult) > EPSILON || Math.abs(byWeight) > EPSILON)
    .toSorted((a, b) => Math.abs(b.byResult + b.byWeight) - Math.abs(a.byResult + a.byWeight));
  if (moved.length === 0) return [textBlock(word('report.comparison.still'))];
  return [
    tableBlock(
      word('report.section.moves'),
      [
        [word('report.rule'), 'text'],
        [word('report.moved'), 'text'],
        [word('report.before'), 'score'],
        [word('report.after'), 'score'],
        [word('report.points'), 'change'],
      ],
      moved.map((move) => [
        move.rule,
        dynamic(`report.moved.${whatOf(move)}`),
        old.get(move.rule)?.score ?? null,
        now.get(move.rule)?.score ?? null,
        move.byResult + move.byWeight,
      ]),
    ),
  ];
}

function rules(before: Reported, after: Reported, language: Language): readonly ReportBlock[] {
  const words = wordsOf(language);
  const { word, dynamic } = words;
  const old = new Map(before.results.map((result) => [result.rule, result]));
  const now = new Map(after.results.map((result) => [result.rule, result]));
  const rows = [...new Set([...now.keys(), ...old.keys()])].map((rule): readonly CellValue[] => {
    const [was, is] = [old.get(rule), now.get(rule)];
    const { kind, columns } = is ?? was ?? { kind: '', columns: [] };
    return [
      rule,
      dynamic(`ruleKind.${kind}`),
      columns.join(word('report.and')),
      was?.failed ?? null,
      is?.failed ?? null,
      was?.ratio ?? null,
      is?.ratio ?? null,
      is ? statusWord(is, words) : word('report.moved.gone'),
    ];
  });
  return [
    tableBlock(
      word('report.section.rules'),
      [
        [word('report.rule'), 'text'],
        [word('report.kind'), 'text'],
        [word('profile.structure.columns'), 'text'],
        [word('report.failedBefore'), 'count'],
        [word('report.failedNow'), 'count'],
        [word('report.ratioBefore'), 'share'],
        [word('report.ratioNow'), 'share'],
        [word('report.status'), 'text'],
      ],
      rows,
    ),
  ];
}
