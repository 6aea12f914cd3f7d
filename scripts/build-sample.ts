/**
 * Builds the data of resources/sample: five small sources of an invented district with known, listed defects.
 *
 * Usage:  node scripts/build-sample.ts [--out <folder>]      (Node 24; the same bytes every time)
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { companySource } from './sample/companies.ts';
import { Dice } from './sample/dice.ts';
import { gridSource } from './sample/grid.ts';
import { houseSource } from './sample/houses.ts';
import { insuranceSource } from './sample/insurance.ts';
import { makeHouses, makePeople } from './sample/people.ts';
import { policeSource } from './sample/police.ts';
import type { Source } from './sample/source.ts';
import { writeCsv, writeXlsx } from './sample/write.ts';

// a workbook's entries carry a local time
process.env.TZ = 'UTC';

const SEED = 20_261_031;
const root = join(import.meta.dirname, '..');
const at = process.argv.indexOf('--out');
const out = at > 0 ? (process.argv[at + 1] ?? '') : join(root, 'resources', 'sample');

/** Codes of counties that exist today: where people were first registered. */
function counties(): readonly string[] {
  const lines = readFileSync(join(root, 'resources', 'codes', 'divisions.tsv'), 'utf8')
    .split('\n')
    .map((line) => line.split('\t'));
  return lines.flatMap(([code = '', , status]) => (status === 'c' && !code.endsWith('00') && /^[1-6]/.test(code) ? [code] : []));
}

const dice = new Dice(SEED);
const houses = makeHouses(1_000, dice);
const people = makePeople(4_600, houses.length, counties(), dice);

const companies = companySource(800, new Dice(SEED + 1));
const employers = companies.clean().map((r) => ({ code: String(r['统一社会信用代码']), name: String(r['名称']) }));
const houseList = houseSource(houses, new Dice(SEED + 2));
const knownHouses = new Set(houseList.clean().map((r) => String(r['房屋编码'])));
const police = policeSource(
  people.filter(() => dice.chance(0.65)),
  houses,
  new Dice(SEED + 3),
);
const insurance = insuranceSource(
  people.filter((p) => p.age >= 17 && p.age < 60 && dice.chance(0.74)),
  employers,
  new Dice(SEED + 4),
);
const grid = gridSource(
  people.filter(() => dice.chance(0.715)),
  houses,
  knownHouses,
  new Dice(SEED + 5),
);

const sources: readonly Source[] = [police, insurance, grid, companies, houseList];
mkdirSync(out, { recursive: true });
writeCsv(out, police, 'gb18030');
await writeXlsx(out, insurance, '参保人员');
writeCsv(out, grid, 'utf-8-bom');
writeCsv(out, companies, 'gb18030');
await writeXlsx(out, houseList, '房屋清单');

const defects = sources.flatMap((s) => s.defects());
const kinds = sources.flatMap((s) =>
  s.kinds.map((k) => ({ file: s.file, ...k, count: defects.filter((d) => d.file === s.file && d.kind === k.kind).length })),
);
const line = (value: unknown): string => `  ${JSON.stringify(value)}`;
const list = (values: readonly unknown[]): string => `[\n${values.map(line).join(',\n')}\n ]`;
writeFileSync(
  join(out, 'defects.json'),
  `{\n "seed": ${SEED},\n "files": ${list(sources.map((s) => ({ file: s.file, rows: s.rows.length })))},\n "kinds": ${list(kinds)},\n "defects": ${list(defects)}\n}\n`,
);
process.stdout.write(`${sources.map((s) => `${s.file}: ${s.rows.length} rows, ${s.defects().length} defects`).join('\n')}\n`);
