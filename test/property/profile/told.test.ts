/** What is told of a column about persons: no value of it and no figure next to one, in any form that leaves the engine, however the column is stored. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { shanghaiDay } from '../../../base/clock.ts';
import type { SourceShape } from '../../../engine/intake/reader.ts';
import { alertsOf, isHidden, profileDocument, type TableDrift, tableDrift, tableStructure } from '../../../engine/profile/index.ts';
import { defaultDriftLimits, judgeDrift } from '../../../contract/drift.ts';
import { alertSentence, tDynamic } from '../../../contract/text/index.ts';
import { masked } from '../../../engine/profile/masking.ts';
import { profileReport } from '../../../engine/report/index.ts';
import { profileSheets } from '../../../engine/report/profile-sheets.ts';
import { suggestRules } from '../../../engine/rules/index.ts';
import { createSemantics, loadTables } from '../../../engine/semantics/index.ts';
import { importFile, resourcesFolder, scratch } from '../../support/batch.ts';
import { quietContext } from '../../support/intake.ts';
import { propertyRuns } from '../../support/property.ts';

const semantics = createSemantics({ today: '2026-01-01', tables: loadTables(resourcesFolder) });
const TODAY = shanghaiDay(Date.UTC(2026, 0, 1));

const digits = (least: number, most: number): fc.Arbitrary<string> => fc.integer({ min: least, max: most }).map(String);
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const residentId = fc
  .tuple(fc.constantFrom('110105', '440524', '310104'), fc.integer({ min: 1950, max: 2005 }), digits(1001, 1009), digits(100, 999))
  .map(([place, year, day, number]) => {
    const body = `${place}${year}${day}${number}`;
    const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(body[i]), 0);
    return `${body}${'10X98765432'[sum % 11] ?? ''}`;
  });

/** A number of a card with its check digit. */
function withLuhn(body: string): string {
  const sum = Array.from(body).reduceRight((total, digit, i) => {
    const doubled = Number(digit) * ((body.length - i) % 2 === 1 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return `${body}${(10 - (sum % 10)) % 10}`;
}

/** Of each meaning: its values, those that can stand as numbers, and whether they do. */
const meanings = [
  { semantic: 'cn-resident-id', values: residentId },
  { semantic: 'cn-mobile', values: digits(13_800_000_000, 13_999_999_999) },
  { semantic: 'cn-bank-card', values: digits(62_170_000_000_000, 62_179_999_999_999).map(withLuhn) },
  { semantic: 'cn-person-name', values: fc.constantFrom('欧阳建国', '司马相如', '王小明', '阿依古丽·买买提', 'Иванов', '김철수') },
  { semantic: 'email', values: digits(10_000, 99_999).map((n) => `someone${n}@example.org`) },
] as const;
type Meaning = (typeof meanings)[number];

const column = fc.constantFrom(...meanings).chain((meaning: Meaning) =>
  fc.record({
    meaning: fc.constant(meaning),
    asNumber: fc.boolean(),
    // few different values make ends, quantiles and commonest values the same
    pool: fc.array(meaning.values, { minLength: 1, maxLength: 40 }),
    odd: fc.option(fc.constantFrom('9', '0', '-5', '99999999999', '未知', '１３８００００１１１１'), { nil: null }),
  }),
);

const shapeOf = (columns: SourceShape['columns']): SourceShape => ({
  format: 'csv',
  encoding: { name: 'utf-8', confidence: 1, bom: false },
  dialect: { delimiter: ',', quote: '"', escape: '"', newline: '\n', header: true, skipRows: 0 },
  sheet: null,
  columns,
  emptyAsText: false,
});

/** More digits than a count of these small files has; patterns are written with nines, shares and spreads with places after the point. */
const longNumber = /(?<![\d.])(?!9+(?!\d))\d{9,}/;

test('nothing that is told of a column about persons is or holds a value of it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(column, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 10, max: 130 }),
      fc.integer({ min: 0, max: 7 }),
      async (chosen, rowCount, shift) => {
        const place = scratch();
        try {
          const columns = chosen.map(({ meaning, asNumber }, i) => {
            const isNumber = asNumber && /^(?:cn-mobile|cn-bank-card|cn-resident-id)$/.test(meaning.semantic);
            return { name: `c${i}`, type: isNumber ? ('integer' as const) : ('text' as const), semantic: meaning.semantic, nullable: true };
          });
          const cell = (c: number, row: number): string => {
            const { pool, odd } = chosen[c] as (typeof chosen)[number];
            return row % 60 === 7 && odd !== null ? odd : (pool[(row * (c + 3)) % pool.length] as string);
          };
          const write = (name: string, from: number): string =>
            place.file(
              name,
              [
                columns.map((one) => one.name).join(','),
                ...Array.from({ length: rowCount }, (_, row) => chosen.map((__, c) => cell(c, row + from)).join(',')),
                '',
              ].join('\n'),
            );
          const options = { resources: resourcesFolder, shape: shapeOf(columns) };
          const first = await importFile(write('a.csv', 0), join(place.folder), { ...options, id: 'a' });
          const second = await importFile(write('b.csv', shift), join(place.folder), { ...options, id: 'b' });
          const structure = tableStructure({ parts: first.file.parts, columns: first.file.columns }, quietContext, semantics);
          const alerts = alertsOf(first.profile, structure, TODAY, isHidden);
          const found: TableDrift = tableDrift({ before: first.file, after: second.file }, quietContext);
          const document = profileDocument({
            file: 'a.csv',
            profile: first.profile,
            structure,
            alerts,
            malformed: [],
            seconds: { import: 0, profile: 0 },
            drift: { ...judgeDrift(found, defaultDriftLimits), other: 'b.csv' },
          });
          const told = {
            window: first.profile.columns.map(masked),
            alerts,
            sentences: alerts.map((alert) => alertSentence((key, params) => tDynamic('zh-CN', key, params), alert)),
            document,
            drift: found,
            suggestions: suggestRules(first.profile, '2026-01-01', structure),
            html: profileReport(document, 'zh-CN', 'a.csv', ''),
            sheets: profileSheets(document, 'zh-CN', 'a.csv', ''),
          };
          // too many odd values, and a column is not what it was said to be
          const isMeant = (i: number): boolean => first.profile.columns[i]?.semantic === columns[i]?.semantic;
          fc.pre(columns.every((_, i) => isMeant(i)));
          const values = new Set(chosen.flatMap(({ pool }) => pool));
          for (const [form, one] of Object.entries(told)) {
            const text = typeof one === 'string' ? one : JSON.stringify(one);
            for (const value of values) assert.ok(!text.includes(value), `${form} tells ${value}`);
            const number = longNumber.exec(text);
            assert.equal(number && text.slice(Math.max(0, number.index - 60), number.index + 40), null, form);
          }
        } finally {
          place.done();
        }
      },
    ),
    propertyRuns(40),
  );
});
