/** Who may import whom: the table of the architecture, kept by `npm run layers` (see scripts/layers.mjs). */
'use strict';

const npm = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-bundled', 'npm-no-pkg'];
const ours = '^(contract|base|engine|platform|main|preload|renderer|scripts|test)/';
/** Folders of the engine that are shared tools, not modules with a door of their own. */
const engineTools = '^engine/(table|semantics|migrations|jobs)/';

/** Everything of ours outside the given paths is forbidden to the folder. */
function only(name, from, allowed, comment) {
  return { name, severity: 'error', comment, from: { path: from }, to: { path: ours, pathNot: [from, ...allowed] } };
}

module.exports = {
  forbidden: [
    only('contract-alone', '^contract/', [], 'contract runs anywhere: it imports nothing of ours'),
    {
      name: 'contract-npm',
      severity: 'error',
      comment: 'contract is pure TypeScript + zod; no Node',
      from: { path: '^contract/' },
      to: { dependencyTypes: [...npm, 'core'], pathNot: 'node_modules/zod/' },
    },
    only('base-knows-no-product', '^base/', ['^contract/errors\\.ts$'], 'base knows nothing of the product but how errors are named'),
    only('engine-layer', '^engine/', ['^contract/', '^base/'], 'engine: no Electron, no window'),
    {
      name: 'engine-module-door',
      severity: 'error',
      comment: 'a module reaches another module only through its index.ts',
      from: { path: '^engine/([^/]+)/', pathNot: engineTools },
      to: { path: '^engine/[^/]+/', pathNot: ['^engine/$1/', '^engine/[^/]+/index\\.ts$', engineTools] },
    },
    only('platform-layer', '^platform/', ['^contract/', '^base/'], 'platform: an independent reading of the wire format, so not engine'),
    only('renderer-layer', '^renderer/', ['^contract/'], 'the window reaches everything else through the contract'),
    {
      name: 'renderer-no-node',
      severity: 'error',
      comment: 'the window has no Node',
      from: { path: '^renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'features-apart',
      severity: 'error',
      comment: 'a feature never imports another feature',
      from: { path: '^renderer/features/([^/]+)/' },
      to: { path: '^renderer/features/', pathNot: '^renderer/features/$1/' },
    },
    {
      name: 'ui-product-free',
      severity: 'error',
      comment: 'ui imports neither features nor app',
      from: { path: '^renderer/ui/' },
      to: { path: '^renderer/(features|app)/' },
    },
    only('preload-layer', '^preload/', ['^contract/'], 'the preload hands things over and knows nothing'),
    only(
      'main-shell-layer',
      '^main/(index|engine-link)\\.ts$|^main/shell/',
      // The small building blocks only: time, chance and written files come from base, databases are the engine's.
      ['^contract/', '^base/(clock|files|ids|invariant|log)\\.ts$'],
      'Electron main: lifecycle and windows; the engine runs in a process of its own',
    ),
    {
      name: 'electron-place',
      severity: 'error',
      comment: 'electron only in main and preload',
      from: { path: ours, pathNot: ['^main/(?!cli/)', '^preload/', '^test/e2e/', '^scripts/setup/default-app/'] },
      to: { path: 'node_modules/electron/' },
    },
    {
      name: 'sqlite-place',
      severity: 'error',
      comment: 'only base/sqlite opens databases (tests may look into files independently)',
      from: { path: ours, pathNot: ['^base/sqlite/', '^test/'] },
      to: { path: 'node_modules/(better-sqlite3|@types/better-sqlite3)' },
    },
    {
      name: 'no-sqlite-of-node',
      severity: 'error',
      comment: "one SQLite only, the encrypted one; Node brings another, whose authorizer alone looks at strangers' SQL before it may run",
      from: { path: ours, pathNot: ['^test/', '^engine/rules/guest/gate'] },
      to: { path: '^(node:)?sqlite$' },
    },
    {
      name: 'window-libraries',
      severity: 'error',
      comment: 'what draws belongs to the window',
      from: { path: ours, pathNot: ['^renderer/', '^test/'] },
      to: { path: 'node_modules/(react|react-dom|antd|ag-grid-[a-z]+|echarts|@ant-design)/' },
    },
    {
      name: 'no-enterprise',
      severity: 'error',
      comment: 'AG Grid Community only',
      from: {},
      to: { path: 'ag-grid-enterprise' },
    },
    {
      name: 'no-test-in-product',
      severity: 'error',
      comment: 'tests are told apart from code by folder',
      from: { path: ours, pathNot: '^test/' },
      to: { path: '^test/' },
    },
    {
      name: 'no-circle',
      severity: 'error',
      comment: 'no circles; only a page that is loaded when first shown may read the map it stands on',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['dynamic-import'] } },
    },
    {
      name: 'no-orphan',
      severity: 'error',
      comment: 'a file that nobody imports and that imports nobody does nothing',
      from: { orphan: true, path: ours, pathNot: ['^scripts/', '^test/', '^preload/index\\.ts$', '\\.d\\.ts$', '^main/cli/jiadi\\.mjs$'] },
      to: {},
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'every import leads somewhere',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^out/', '^dist/'] },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.cjs', '.js', '.json'],
    },
  },
};
