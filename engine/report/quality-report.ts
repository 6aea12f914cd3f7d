import { type GradeBands, gradeOf, isBlocking, isFailing } from '../../contract/grade.ts';
import type { Language, TextKey } from '../../contract/text/index.ts';
import type { Dimension, Severity } from '../rules/index.ts';
import { scoreDimensions } from '../quality/index.ts';
import { tableBlock, textBlock, type Words, wordsOf } from './blocks.ts';
import { gauge, radar, type TrendPoint, trendLine } from './charts.ts';
import { type CellValue, type ReportBlock, type ReportSection, scoreText } from './document.ts';

export type Dimensions = Readonly<Record<Dimension, number | null>>;

/** A rule's outcome as a report needs it. */
export interface RuleFacts {
  readonly rule: string;
  readonly kind: string;
  readonly columns: readonly string[];
  readonly dimension: Dimension;
  readonly severity: Severity;
  readonly evaluated: number;
  readonly skipped: number;
  readonly failed: number;
  readonly ratio: number | null;
  readonly threshold: number | null;
  readonly status: 'pass' | 'warn' | 'fail' | 'error';
  readonly note: string | null;
  readonly description?: string | null;
  /** Failures that two people agreed not to count: all of the rule, or some rows. */
  readonly waiver?: { readonly scope: 'rule' | 'rows'; readonly rows: number; readonly until: string | null } | undefined;
}

export interface IssueFacts {
  readonly number: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly unit: string;
  readonly state: string;
  readonly failed: number;
  readonly due: string | null;
  readonly overdue: boolean;
}

/** A check, whether of the workspace or of a file on the command line. What is not known there is empty. */
export interface CheckFacts {
  readonly name: string;
  /** What tells its runs apart: the batch, or the time of a check in place. */
  readonly runHead: TextKey;
  /** What has to be known before the figures are believed. */
  readonly remarks: readonly { readonly text: string; readonly tone?: 'bad' }[];
  /** From which scores on the grades are given. */
  readonly bands: GradeBands;
  /** Words and values that say what was checked, by what, when and by whom. */
  readonly about: readonly (readonly [word: string, value: string])[];
  readonly rows: number;
  readonly findings: number;
  readonly failingRows: number | null;
  readonly score: { readonly total: number | null; readonly dimensions: Dimensions };
  readonly previous: { readonly label: string; readonly total: number | null; readonly dimensions: Dimensions } | null;
  readonly indicators: readonly {
    readonly dimension: Dimension;
    readonly indicator: string;
    readonly score: number;
    readonly rules: number;
  }[];
  readonly trend: readonly (TrendPoint & { readonly ruleSet: string; readonly rows: number })[];
  readonly rules: readonly RuleFacts[];
  /** Failing rows by the unit they name; empty where that is not known. */
  readonly shares: readonly { readonly share: string; readonly rules: number; readonly failed: number }[];
  readonly issues: readonly IssueFacts[];
  readonly samples: readonly {
    readonly rule: string;
    readonly columns: readonly string[];
    /** `row`: its number, or its key as text where rows have no number. */
    readonly rows: readonly { readonly row: number | string; readonly value: string | null; readonly reason: string }[];
  }[];
  /** Why no sample rows stand here, or null. */
  readonly noSamples: TextKey | null;
}

export function statusWord({ status, note, waiver }: Pick<RuleFacts, 'status' | 'note' | 'waiver'>, { word, dynamic }: Words): string {
  const plain = status === 'pass' && note !== null ? word('ruleStatus.none') : dynamic(`ruleStatus.${status}`);
  if (waiver === undefined) return plain;
  const until = waiver.until === null ? '' : word('report.waivedUntil', { day: waiver.until });
  return waiver.scope === 'rule'
    ? `${word('ruleStatus.waived')}${until}`
    : `${plain}${word('report.waivedRows', { rows: waiver.rows.toLocaleString('en-US') })}${until}`;
}

/** Score and grade in words; the grade takes a failed critical rule into account. */
export function gradeText(total: number | null, critical: boolean, bands: GradeBands, { word }: Words): string {
  const grade = gradeOf(total, critical, bands);
  return total === null || grade === null
    ? word('score.notEvaluated')
    : word('report.scoreGrade', { score: scoreText(total), grade: word(`grade.${grade}`) });
}

/** The sections of a quality report of one check. */
export function qualitySections(facts: CheckFacts, language: Language): readonly ReportSection[] {
  const words = wordsOf(language);
  const { word } = words;
  const section = (id: string, title: TextKey, blocks: readonly ReportBlock[]): ReportSection => ({ id, title: word(title), blocks });
  return [
    section('summary', 'report.section.summary', summary(facts, words)),
    section('score', 'report.section.score', scores(facts, words)),
    section('indicators', 'report.section.indicators', indicators(facts, words)),
    section('trend', 'report.section.trend', trend(facts, words)),
    section('rules', 'report.section.rules', rules(facts, words)),
    section('units', 'report.section.units', units(facts, words)),
    section('issues', 'report.section.issues', issues(facts, words)),
    section('samples', 'report.section.samples', samples(facts, words)),
    section('method', 'report.section.method', [textBlock(word('report.method', { ...facts.bands }))]),
  ];
}

function summary(facts: CheckFacts, words: Words): readonly ReportBlock[] {
  const { word } = words;
  const critical = facts.rules.filter(isBlocking);
  const count = (status: string): number =>
    facts.rules.filter((rule) => rule.status === status && rule.waiver?.scope !== 'rule' && (status !== 'pass' || rule.note === null))
      .length;
  const waived = facts.rules.filter(({ waiver }) => waiver !== undefined);
  const open = scoreDimensions.filter((dimension) => facts.score.dimensions[dimension] === null);
  const { total } = facts.score;
  return [
    textBlock(
      word('report.summary', {
        name: facts.name,
        rows: facts.rows.toLocaleString('en-US'),
        rules: facts.rules.length,
        pass: count('pass'),
        warn: count('warn'),
        fail: count('fail'),
        error: count('error'),
        none: facts.rules.filter((rule) => rule.status === 'pass' && rule.note !== null).length,
        score: gradeText(total, critical.length > 0, facts.bands, words),
      }),
    ),
    ...facts.remarks.map(({ text, tone }) => textBlock(text, tone)),
    ...(waived.length > 0
      ? [textBlock(word('report.waived', { count: waived.length, list: waived.map(({ rule }) => rule).join(word('report.and')) }))]
      : []),
    ...(open.length > 0
      ? [
          textBlock(
            word('report.openDimensions', { list: open.map((dimension) => word(`dimension.${dimension}`)).join(word('report.and')) }),
          ),
        ]
      : []),
    critical.length > 0
      ? textBlock(
          word('report.blocked', { count: critical.length, list: critical.map(({ rule }) => rule).join(word('report.and')) }),
          'bad',
        )
      : textBlock(word('report.notBlocked')),
    { kind: 'facts', facts: facts.about },
    tableBlock(
      word('report.section.summary'),
      [
        [word('report.rows'), 'count'],
        [word('report.rules'), 'count'],
        [word('report.failing'), 'count'],
        [word('report.findings'), 'count'],
        [word('report.failingRows'), 'count'],
        [word('report.score'), 'score'],
      ],
      [[facts.rows, facts.rules.length, facts.rules.filter(isFailing).length, facts.findings, facts.failingRows, total]],
    ),
  ];
}

function scores({ score, previous, rules: all, bands }: CheckFacts, words: Words): readonly ReportBlock[] {
  const { word } = words;
  const critical = all.some(isBlocking);
  const shown = (value: number | null): string => (value === null ? word('score.notEvaluated') : scoreText(value));
  const axes = scoreDimensions.map((dimension) => ({
    name: word(`dimension.${dimension}`),
    value: score.dimensions[dimension],
    shown: shown(score.dimensions[dimension]),
  }));
  const label = axes.map(({ name, shown: value }) => `${name} ${value}`).join(', ');
  const graded = gradeOf(score.total, critical, bands);
  const grade = graded === null ? word('score.notEvaluated') : word(`grade.${graded}`);
  const change = (now: number | null, before: number | null | undefined): number | null =>
    now === null || before === null || before === undefined ? null : now - before;
  const row = (name: string, now: number | null, before: number | null | undefined, dimension: Dimension | null): readonly CellValue[] => {
    const mine = all.filter((rule) => dimension === null || rule.dimension === dimension);
    return [name, now ?? word('score.notEvaluated'), change(now, before), mine.length, mine.filter(isFailing).length];
  };
  return [
    {
      kind: 'drawing',
      drawings: [
        gauge(score.total, { value: shown(score.total), below: grade, label: `${word('report.score')} ${shown(score.total)} ${grade}` }),
        radar(axes, label),
      ],
    },
    tableBlock(
      word('report.section.score'),
      [
        [word('report.dimension'), 'text'],
        [word('report.score'), 'score'],
        [previous ? word('report.versus', { label: previous.label }) : word('report.versusNone'), 'change'],
        [word('report.rules'), 'count'],
        [word('report.failing'), 'count'],
      ],
      [
        ...scoreDimensions.map((dimension) =>
          row(word(`dimension.${dimension}`), score.dimensions[dimension], previous?.dimensions[dimension], dimension),
        ),
        row(word('report.total'), score.total, previous?.total, null),
      ],
    ),
  ];
}

function indicators({ indicators: list }: CheckFacts, { word, dynamic }: Words): readonly ReportBlock[] {
  if (list.length === 0) return [textBlock(word('report.none.indicators'))];
  return [
    tableBlock(
      word('report.section.indicators'),
      [
        [word('report.dimension'), 'text'],
        [word('report.indicator'), 'text'],
        [word('report.rules'), 'count'],
        [word('report.score'), 'score'],
      ],
      list.map((one) => [
        word(`dimension.${one.dimension}`),
        `${one.indicator} ${dynamic(`indicator.${one.indicator}`)}`,
        one.rules,
        one.score,
      ]),
    ),
  ];
}

function trend({ trend: list, runHead }: CheckFacts, { word }: Words): readonly ReportBlock[] {
  if (list.length < 2) return [textBlock(word('report.none.trend'))];
  return [
    { kind: 'drawing', drawings: [trendLine(list, word('report.section.trend'))] },
    textBlock(word('report.trendNote'), 'muted'),
    tableBlock(
      word('report.section.trend'),
      [
        [word(runHead), 'text'],
        [word('report.rows'), 'count'],
        [word('report.ruleSetHead'), 'text'],
        [word('report.score'), 'score'],
      ],
      list.map((one) => [one.label, one.rows, one.ruleSet, one.value ?? word('score.notEvaluated')]),
    ),
  ];
}

const rank: Readonly<Record<RuleFacts['status'], number>> = { error: 0, fail: 1, warn: 2, pass: 3 };
const severityRank: Readonly<Record<Severity, number>> = { critical: 0, major: 1, minor: 2, info: 3 };

function rules({ rules: list }: CheckFacts, words: Words): readonly ReportBlock[] {
  const { word, dynamic } = words;
  const ordered = list.toSorted(
    (a, b) => rank[a.status] - rank[b.status] || severityRank[a.severity] - severityRank[b.severity] || b.failed - a.failed,
  );
  return [
    tableBlock(
      word('report.section.rules'),
      [
        [word('report.rule'), 'text'],
        [word('report.kind'), 'text'],
        [word('profile.structure.columns'), 'text'],
        [word('report.dimension'), 'text'],
        [word('report.severity'), 'text'],
        [word('report.evaluated'), 'count'],
        [word('report.skipped'), 'count'],
        [word('report.failed'), 'count'],
        [word('report.ratio'), 'share'],
        [word('report.status'), 'text'],
      ],
      ordered.map((one) => [
        one.rule,
        dynamic(`ruleKind.${one.kind}`),
        one.columns.join(word('report.and')),
        word(`dimension.${one.dimension}`),
        word(`severity.${one.severity}`),
        one.evaluated,
        one.skipped,
        one.failed,
        one.ratio,
        statusWord(one, words),
      ]),
    ),
  ];
}

/** Issues by the unit that has to mend them. */
export function issuesByUnit(
  list: readonly IssueFacts[],
): readonly (readonly [unit: string, all: number, overdue: number, critical: number, failed: number])[] {
  return [...Map.groupBy(list, ({ unit }) => unit)]
    .map(([unit, mine]) => {
      const sum = mine.reduce((rows, one) => rows + one.failed, 0);
      return [
        unit,
        mine.length,
        mine.filter((one) => one.overdue).length,
        mine.filter((one) => one.severity === 'critical').length,
        sum,
      ] as const;
    })
    .toSorted((a, b) => b[4] - a[4]);
}

function units({ issues: list, shares }: CheckFacts, { word }: Words): readonly ReportBlock[] {
  const named = (unit: string): string => (unit === '' ? word('report.noUnit') : unit);
  const failing =
    shares.length === 0
      ? []
      : [
          tableBlock(
            word('report.byUnit'),
            [
              [word('report.unit'), 'text'],
              [word('report.failing'), 'count'],
              [word('report.findings'), 'count'],
            ],
            shares.map(({ share, rules: count, failed }) => [named(share), count, failed]),
          ),
        ];
  if (list.length === 0) return [...failing, textBlock(word('report.none.issues'))];
  return [
    ...failing,
    tableBlock(
      word('report.section.units'),
      [
        [word('report.unit'), 'text'],
        [word('report.openIssues'), 'count'],
        [word('report.overdue'), 'count'],
        [word('report.criticalIssues'), 'count'],
        [word('report.findings'), 'count'],
      ],
      issuesByUnit(list).map(([unit, ...rest]) => [named(unit), ...rest]),
    ),
  ];
}

function issues({ issues: list }: CheckFacts, { word, dynamic }: Words): readonly ReportBlock[] {
  if (list.length === 0) return [textBlock(word('report.none.issues'))];
  return [
    tableBlock(
      word('report.section.issues'),
      [
        [word('report.issueNumber'), 'text'],
        [word('report.rule'), 'text'],
        [word('report.severity'), 'text'],
        [word('report.unit'), 'text'],
        [word('report.findings'), 'count'],
        [word('report.due'), 'text'],
        [word('report.state'), 'text'],
      ],
      list.map((one) => [
        one.number,
        one.rule,
        word(`severity.${one.severity}`),
        one.unit,
        one.failed,
        one.due === null ? '—' : one.overdue ? word('report.dueOver', { day: one.due }) : one.due,
        dynamic(`issues.state.${one.state}`),
      ]),
    ),
  ];
}

function samples({ samples: list, noSamples, rules: all }: CheckFacts, { word }: Words): readonly ReportBlock[] {
  if (noSamples !== null) return [textBlock(word(noSamples))];
  if (list.length === 0) return [textBlock(word('report.none.samples'))];
  const rows = list.flatMap(({ rule, columns, rows: found }) =>
    found.map(({ row, value, reason }): readonly CellValue[] => [
      rule,
      columns.join(word('report.and')),
      row,
      value ?? word('ui.grid.null'),
      reason,
    ]),
  );
  const keyed = list.some(({ rows: found }) => found.some(({ row }) => typeof row === 'string'));
  return [
    textBlock(word(keyed ? 'report.samplesNoteKeyed' : 'report.samplesNote'), 'muted'),
    tableBlock(
      word('report.section.samples'),
      [
        [word('report.rule'), 'text'],
        [word('profile.structure.columns'), 'text'],
        keyed ? [word('report.rowKey'), 'text'] : [word('ui.grid.rowNumber'), 'count'],
        [word('findings.value'), 'text'],
        [word('report.reason'), 'text'],
      ],
      rows,
      all.reduce((sum, one) => sum + one.failed, 0),
    ),
  ];
}
