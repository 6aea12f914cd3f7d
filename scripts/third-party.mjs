/**
 * Writes THIRD_PARTY.md from the installed packages: what is inside the program, what only builds and tests it, and the data it ships.
 * Run it after a change of dependencies: `npm run third-party`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { inRoot } from './lib/paths.mjs';

const own = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
const lock = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8')).packages;

/** Direct dependencies whose code travels inside the program; the others only build and test it. */
const inside = [
  '@ag-grid-community/locale',
  '@ant-design/icons',
  '@cfworker/json-schema',
  '@zip.js/zip.js',
  'ag-grid-community',
  'ag-grid-react',
  'antd',
  'better-sqlite3',
  'echarts',
  'electron',
  'get-east-asian-width',
  'hash-wasm',
  'hyparquet',
  'hyparquet-compressors',
  'iconv-lite',
  'mysql2',
  'pg',
  'pinyin-pro',
  're2js',
  'react',
  'react-dom',
  'saxes',
  'yaml',
  'yauzl',
  'yazl',
  'zod',
];

function entryOf(name) {
  return lock[`node_modules/${name}`];
}

/** A package and everything it needs at run time. */
function withNeeds(names) {
  const found = new Set();
  const visit = (name) => {
    const entry = entryOf(name);
    if (!entry || found.has(name)) return;
    found.add(name);
    // electron's npm package needs these only to download the program
    if (name !== 'electron') for (const need of Object.keys(entry.dependencies ?? {})) visit(need);
  };
  for (const name of names) visit(name);
  return [...found].sort();
}

function licenceOf(name) {
  const { license, licenses } = JSON.parse(readFileSync(inRoot('node_modules', name, 'package.json'), 'utf8'));
  return typeof license === 'string' ? license : (license?.type ?? licenses?.map((l) => l.type).join(' OR ') ?? 'see package');
}

const row = (name) => `| ${entryOf(name).name ?? name} | ${entryOf(name).version} | ${licenceOf(name)} |`;
const table = (names) => ['| package | version | licence |', '|---|---|---|', ...names.map(row)].join('\n');

const runtime = withNeeds(inside);
const tools = Object.keys(own.devDependencies).filter((name) => !inside.includes(name) && entryOf(name));

writeFileSync(
  inRoot('THIRD_PARTY.md'),
  `# Third-party work in Jiadi

Written by \`npm run third-party\` from the installed packages; each package carries its own licence text.

## Inside the program

${table(runtime)}

Electron itself contains Chromium and Node.js; their notices lie beside the program (\`LICENSES.chromium.html\`).

## Data

| data | from | licence |
|---|---|---|
| \`resources/codes/\` divisions, townships, retired codes, countries, code lists | see \`resources/codes/README.md\` for each source | as named there |
| \`engine/semantics/traditional.ts\` traditional characters by their simplified forms | Unicode CLDR 42, transform Hant-Hans | Unicode License v3 |
| \`resources/sample/\` | made by \`scripts/build-sample\`; no real person, company or house | as this program |

## Used to build and test, not shipped

${table(tools.sort())}

The registry-only Electron for development and tests is taken out of an npm package of the Cypress project (MIT; Electron's own licence files are inside) and is never shipped.
`,
);
