import { shanghaiDay } from '../../base/clock.ts';
import { type GradeBands, gradeOf } from '../../contract/grade.ts';
import type { Language, TextKey } from '../../contract/text/index.ts';
import { trendLine } from './charts.ts';
import { changeText, type ReportBlock, type ReportSection, scoreText } from './document.ts';
import { meanOf, type MonthDataset, type MonthFacts } from './month-facts.ts';
import { tableBlock, textBlock, wordsOf } from './blocks.ts';

type Words = ReturnType<typeof wordsOf>;

/** The sections of a monthly report. */
export function monthlySections(facts: MonthFacts, bands: GradeBands, language: Language): readonly ReportSection[] {
  const words = wordsOf(language);
  const { word } = words;
  const section = (id: string, title: TextKey, blocks: readonly ReportBlock[]): ReportSection => ({ id, title: word(title), blocks });
  return [
    section('summary', 'report.section.summary', [textBlock(summary(facts, words))]),
    section('datasets', 'report.section.datasets', datasets(facts, bands, words)),
    section('units', 'report.section.units', units(facts, words)),
    section('trend', 'report.section.trend', trend(facts, words)),
    section('issues', 'report.section.issues', issues(facts, words)),
    section('late', 'report.section.late', late(facts, words)),
    section('rules', 'report.topRules', rules(facts, words)),
    section('method', 'report.section.method', [textBlock(word('report.method', { ...bands })), textBlock(word('report.monthly.note'))]),
  ];
}

const scored = (facts: MonthFacts): readonly number[] => facts.datasets.flatMap(({ total }) => (total === null ? [] : [total]));

function summary(facts: MonthFacts, { word }: Words): string {
  const mean = facts.means.at(-1)?.mean ?? null;
  const before = facts.means.at(-2)?.mean ?? null;
  const sum = (key: 'opened' | 'closed' | 'open' | 'overdue'): number => facts.issues.reduce((all, one) => all + one[key], 0);
  return word('report.monthly.summary', {
    datasets: facts.datasets.length,
    checked: facts.datasets.filter(({ checks }) => checks > 0).length,
    mean: mean === null ? word('score.notEvaluated') : scoreText(mean),
    change: mean === null || before === null ? '' : word('report.monthly.meanChange', { change: changeText(mean - before) }),
    opened: sum('opened'),
    closed: sum('closed'),
    open: sum('open'),
    overdue: sum('overdue'),
    late: facts.late.length,
  });
}

function gradeWord({ total, critical }: MonthDataset, bands: GradeBands, word: Words['word']): string {
  const grade = gradeOf(total, critical > 0, bands);
  return grade === null ? '—' : word(`grade.${grade}`);
}

const changeOf = (now: number | null, before: number | null): number | null => (now === null || before === null ? null : now - before);

function datasets(facts: MonthFacts, bands: GradeBands, { word }: Words): readonly ReportBlock[] {
  const none = word('score.notEvaluated');
  return [
    ...(scored(facts).length === 0 ? [textBlock(word('report.monthly.none'))] : []),
    tableBlock(
      word('report.section.datasets'),
      [
        [word('report.dataset'), 'text'],
        [word('report.unit'), 'text'],
        [word('report.checks'), 'count'],
        [word('report.score'), 'score'],
        [word('report.grade'), 'text'],
        [word('report.lastMonth'), 'score'],
        [word('report.change'), 'change'],
      ],
      facts.datasets.map((one) => [
        one.name,
        one.unit,
        one.checks,
        one.total ?? none,
        gradeWord(one, bands, word),
        one.before ?? none,
        changeOf(one.total, one.before),
      ]),
    ),
  ];
}

function units(facts: MonthFacts, { word }: Words): readonly ReportBlock[] {
  const rows = [...Map.groupBy(facts.datasets, ({ unit }) => unit)].map(([unit, list]) => {
    const mean = (pick: (one: (typeof list)[number]) => number | null): number | null =>
      meanOf(list.map(pick).filter((value) => value !== null));
    const [now, before] = [mean(({ total }) => total), mean(({ before: old }) => old)];
    const name = unit === '' ? word('report.noUnit') : unit;
    return [name, list.length, list.filter(({ checks }) => checks > 0).length, now ?? word('score.notEvaluated'), changeOf(now, before)];
  });
  return [
    tableBlock(
      word('report.section.units'),
      [
        [word('report.unit'), 'text'],
        [word('report.dataset'), 'count'],
        [word('report.checks'), 'count'],
        [word('report.mean'), 'score'],
        [word('report.change'), 'change'],
      ],
      rows,
    ),
  ];
}

function trend({ means }: MonthFacts, { word }: Words): readonly ReportBlock[] {
  if (means.length < 2) return [textBlock(word('report.none.trendMonths'))];
  return [
    {
      kind: 'drawing',
      drawings: [
        trendLine(
          means.map(({ month, mean }) => ({ label: month, value: mean })),
          word('report.section.trend'),
        ),
      ],
    },
    tableBlock(
      word('report.section.trend'),
      [
        [word('report.month'), 'text'],
        [word('report.mean'), 'score'],
      ],
      means.map(({ month, mean }) => [month, mean ?? word('score.notEvaluated')]),
    ),
  ];
}

function issues(facts: MonthFacts, { word }: Words): readonly ReportBlock[] {
  if (facts.issues.length === 0) return [textBlock(word('report.monthly.noneIssues'))];
  return [
    tableBlock(
      word('report.section.issues'),
      [
        [word('report.unit'), 'text'],
        [word('report.opened'), 'count'],
        [word('report.closed'), 'count'],
        [word('report.openEnd'), 'count'],
        [word('report.overdue'), 'count'],
      ],
      facts.issues.map((one) => [one.unit === '' ? word('report.noUnit') : one.unit, one.opened, one.closed, one.open, one.overdue]),
    ),
  ];
}

function late(facts: MonthFacts, { word, dynamic }: Words): readonly ReportBlock[] {
  if (facts.late.length === 0) return [textBlock(word('report.monthly.noneLate'))];
  return [
    tableBlock(
      word('report.section.late'),
      [
        [word('report.dataset'), 'text'],
        [word('report.unit'), 'text'],
        [word('report.cycle'), 'text'],
        [word('report.lateBy'), 'count'],
        [word('report.lastArrival'), 'text'],
      ],
      facts.late.map((one) => [
        one.name,
        one.unit,
        dynamic(`cycle.${one.cycle}`),
        one.periods,
        one.lastAt === null ? '—' : shanghaiDay(Date.parse(one.lastAt)),
      ]),
    ),
  ];
}

function rules(facts: MonthFacts, { word, dynamic }: Words): readonly ReportBlock[] {
  if (facts.rules.length === 0) return [textBlock(word('report.monthly.noneRules'))];
  return [
    tableBlock(
      word('report.topRules'),
      [
        [word('report.dataset'), 'text'],
        [word('report.rule'), 'text'],
        [word('report.kind'), 'text'],
        [word('report.severity'), 'text'],
        [word('report.failed'), 'count'],
      ],
      facts.rules.map((one) => [one.dataset, one.rule, dynamic(`ruleKind.${one.kind}`), word(`severity.${one.severity}`), one.failed]),
    ),
  ];
}
