/**
 * The map of the window. To add a feature:
 *  1. `renderer/features/<module>/Page.tsx` with `export function <Name>Page({ params, query }: ScreenProps)`; a feature imports
 *     `../../app/*`, `../../ui/*` and `contract`, never another feature.
 *  2. Its words in `contract/text/<module>.ts` (`defineText`, [zh, en] each), merged in `contract/text/index.ts`.
 *  3. One line below: `path` (`:name` is a parameter), the `module` it belongs to in the sidebar, `title` (a text key), `rights` that
 *     make it visible, `nav: true` for an entry in the sidebar (with an `icon`). A path `/datasets/:dataset/<x>` with `tab: true` becomes a tab of
 *     the dataset by itself: inside, `useDatasetPlace()` tells dataset and batch.
 *  4. Data: `useQuery`, `useCommand`, `useJob` (`app/engine.ts`); a query refreshes itself when one of the nouns it reads changes.
 *  5. What a person can do there: `useActions([{ id, title, keys, menu, run }])`: keys, native menu, palette and shortcut sheet follow.
 *  6. Show answers through `<Load of={query}>`, failures through `<ErrorPanel>`, tables through `<EngineGrid>` (`app/EngineGrid.tsx`, remembers columns).
 */
import { type ComponentType, lazy } from 'react';
import type { MenuCommand } from '../../contract/shell.ts';
import type { Right } from '../../contract/rights.ts';
import type { TextKey } from '../../contract/text/index.ts';
import type { IconName } from '../ui/icons.tsx';

export interface ScreenProps {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}

export interface Module {
  readonly key: string;
  readonly title: TextKey;
  /** Ctrl+number goes to its first visible screen. */
  readonly number: number;
  readonly menu: MenuCommand;
}

export interface Screen {
  readonly path: string;
  readonly module: (typeof modules)[number]['key'];
  readonly title: TextKey;
  readonly icon?: IconName;
  readonly nav?: boolean;
  readonly tab?: boolean;
  /** Of a dataset with a batch that nobody has decided on, a tab shows that batch unless the address names another. */
  readonly waiting?: boolean;
  /** One of them is enough; left out: everybody. */
  readonly rights?: readonly Right[];
  readonly Page: ComponentType<ScreenProps>;
}

export const modules = [
  { key: 'home', title: 'module.home', number: 1, menu: 'module.home' },
  { key: 'data', title: 'module.data', number: 2, menu: 'module.data' },
  { key: 'quality', title: 'module.quality', number: 3, menu: 'module.quality' },
  { key: 'match', title: 'module.match', number: 4, menu: 'module.match' },
  { key: 'catalog', title: 'module.catalog', number: 5, menu: 'module.catalog' },
  { key: 'lifecycle', title: 'module.lifecycle', number: 6, menu: 'module.lifecycle' },
  { key: 'evaluation', title: 'module.evaluation', number: 7, menu: 'module.evaluation' },
  { key: 'sync', title: 'module.sync', number: 8, menu: 'module.sync' },
  { key: 'review', title: 'module.review', number: 9, menu: 'module.review' },
] as const satisfies readonly Module[];

/** A page that is loaded when it is first shown. */
function page<K extends string>(load: () => Promise<Readonly<Record<K, ComponentType<ScreenProps>>>>, name: K): ComponentType<ScreenProps> {
  return lazy(async (): Promise<{ readonly default: ComponentType<ScreenProps> }> => ({ default: (await load())[name] }));
}

export const screens: readonly Screen[] = [
  {
    path: '/home',
    module: 'home',
    title: 'screen.home',
    icon: 'home',
    nav: true,
    Page: page(() => import('../features/home/Page.tsx'), 'HomePage'),
  },
  {
    path: '/datasets',
    module: 'data',
    title: 'screen.datasets',
    icon: 'table',
    nav: true,
    rights: ['data.read'],
    Page: page(() => import('../features/datasets/Page.tsx'), 'DatasetsPage'),
  },
  {
    path: '/datasets/:dataset/overview',
    module: 'data',
    title: 'screen.dataset',
    tab: true,
    rights: ['data.read'],
    Page: page(() => import('../features/datasets/Overview.tsx'), 'OverviewPage'),
  },
  {
    path: '/datasets/:dataset/rows',
    module: 'data',
    title: 'screen.rows',
    tab: true,
    rights: ['data.read'],
    Page: page(() => import('../features/rows/Page.tsx'), 'RowsPage'),
  },
  {
    path: '/datasets/:dataset/profile',
    module: 'data',
    title: 'screen.profile',
    tab: true,
    rights: ['data.read'],
    Page: page(() => import('../features/profile/Page.tsx'), 'ProfilePage'),
  },
  {
    path: '/intake',
    module: 'data',
    title: 'screen.intake',
    icon: 'intake',
    nav: true,
    rights: ['data.import'],
    Page: page(() => import('../features/intake/Page.tsx'), 'IntakePage'),
  },
  {
    path: '/intake/profile',
    module: 'data',
    title: 'growing.title',
    rights: ['data.import'],
    Page: page(() => import('../features/profile/Coming.tsx'), 'ComingProfilePage'),
  },
  {
    path: '/sources',
    module: 'data',
    title: 'screen.sources',
    icon: 'database',
    nav: true,
    rights: ['source.read'],
    Page: page(() => import('../features/sources/Page.tsx'), 'SourcesPage'),
  },
  {
    path: '/sources/:source',
    module: 'data',
    title: 'screen.source',
    rights: ['data.import'],
    Page: page(() => import('../features/sources/Browse.tsx'), 'BrowsePage'),
  },
  {
    path: '/sources/:source/check',
    module: 'data',
    title: 'screen.inPlace',
    rights: ['data.import'],
    Page: page(() => import('../features/sources/InPlace.tsx'), 'InPlacePage'),
  },
  {
    path: '/in-place/:run',
    module: 'data',
    title: 'screen.inPlaceRun',
    rights: ['data.read'],
    Page: page(() => import('../features/sources/InPlaceRun.tsx'), 'InPlaceRunPage'),
  },
  {
    path: '/intake/watch',
    module: 'data',
    title: 'screen.watch',
    icon: 'folder',
    nav: true,
    rights: ['data.import'],
    Page: page(() => import('../features/watch/Page.tsx'), 'WatchPage'),
  },
  {
    path: '/datasets/:dataset/rules',
    module: 'data',
    title: 'screen.rules',
    tab: true,
    rights: ['rule.read'],
    Page: page(() => import('../features/rules/Page.tsx'), 'DatasetRulesPage'),
  },
  {
    path: '/datasets/:dataset/runs',
    module: 'data',
    title: 'screen.runs',
    tab: true,
    rights: ['data.read'],
    Page: page(() => import('../features/quality/Page.tsx'), 'DatasetRunsPage'),
  },
  {
    path: '/datasets/:dataset/repair',
    module: 'data',
    title: 'screen.repair',
    tab: true,
    rights: ['data.read'],
    Page: page(() => import('../features/repair/Page.tsx'), 'RepairPage'),
  },
  {
    path: '/datasets/:dataset/changes',
    module: 'data',
    title: 'screen.changes',
    tab: true,
    waiting: true,
    rights: ['data.read'],
    Page: page(() => import('../features/changes/Page.tsx'), 'ChangesPage'),
  },
  {
    path: '/datasets/:dataset/drift',
    module: 'data',
    title: 'screen.drift',
    tab: true,
    rights: ['data.read'],
    Page: page(() => import('../features/drift/Page.tsx'), 'DriftPage'),
  },
  {
    path: '/rules',
    module: 'quality',
    title: 'screen.rules',
    icon: 'rules',
    nav: true,
    rights: ['rule.read'],
    Page: page(() => import('../features/rules/Page.tsx'), 'RulesPage'),
  },
  {
    path: '/rules/:ruleSet',
    module: 'quality',
    title: 'screen.ruleSet',
    rights: ['rule.read'],
    Page: page(() => import('../features/rules/Page.tsx'), 'RuleSetPage'),
  },
  {
    path: '/codes',
    module: 'quality',
    title: 'screen.codes',
    icon: 'columns',
    nav: true,
    rights: ['rule.read'],
    Page: page(() => import('../features/codes/Page.tsx'), 'CodesPage'),
  },
  {
    path: '/codes/:list',
    module: 'quality',
    title: 'screen.codes',
    rights: ['rule.read'],
    Page: page(() => import('../features/codes/Page.tsx'), 'CodesPage'),
  },
  {
    path: '/quality',
    module: 'quality',
    title: 'screen.quality',
    icon: 'quality',
    nav: true,
    rights: ['review.read'],
    Page: page(() => import('../features/quality/Page.tsx'), 'QualityPage'),
  },
  {
    path: '/quality/auto',
    module: 'quality',
    title: 'screen.autoRuns',
    icon: 'clock',
    nav: true,
    rights: ['data.read'],
    Page: page(() => import('../features/schedule/Page.tsx'), 'SchedulePage'),
  },
  {
    path: '/quality/:run',
    module: 'quality',
    title: 'screen.run',
    rights: ['review.read'],
    Page: page(() => import('../features/quality/Page.tsx'), 'RunPage'),
  },
  {
    path: '/quality/whole/:dataset/findings',
    module: 'quality',
    title: 'screen.wholeFindings',
    rights: ['data.read'],
    Page: page(() => import('../features/findings/Page.tsx'), 'WholeFindingsPage'),
  },
  {
    path: '/quality/:run/findings',
    module: 'quality',
    title: 'screen.findings',
    rights: ['data.read'],
    Page: page(() => import('../features/findings/Page.tsx'), 'FindingsPage'),
  },
  {
    path: '/issues',
    module: 'quality',
    title: 'screen.issues',
    icon: 'issue',
    nav: true,
    rights: ['issue.edit'],
    Page: page(() => import('../features/issues/Page.tsx'), 'IssuesPage'),
  },
  {
    path: '/issues/:issue',
    module: 'quality',
    title: 'screen.issue',
    rights: ['issue.edit'],
    Page: page(() => import('../features/issues/Page.tsx'), 'IssuesPage'),
  },
  {
    path: '/catalog',
    module: 'catalog',
    title: 'screen.catalog',
    icon: 'catalog',
    nav: true,
    rights: ['catalog.read'],
    Page: page(() => import('../features/catalog/Page.tsx'), 'CatalogPage'),
  },
  {
    path: '/catalog/:resource',
    module: 'catalog',
    title: 'screen.catalog',
    rights: ['catalog.read'],
    Page: page(() => import('../features/catalog/Page.tsx'), 'CatalogPage'),
  },
  {
    path: '/lifecycle',
    module: 'lifecycle',
    title: 'screen.lifecycle',
    icon: 'lifecycle',
    nav: true,
    rights: ['lifecycle.read'],
    Page: page(() => import('../features/lifecycle/Page.tsx'), 'LifecyclePage'),
  },
  {
    path: '/lifecycle/alerts',
    module: 'lifecycle',
    title: 'screen.alerts',
    icon: 'alert',
    nav: true,
    rights: ['lifecycle.read'],
    Page: page(() => import('../features/lifecycle/Alerts.tsx'), 'AlertsPage'),
  },
  {
    path: '/sync',
    module: 'sync',
    title: 'screen.sync',
    icon: 'sync',
    nav: true,
    rights: ['sync.read'],
    Page: page(() => import('../features/sync/Page.tsx'), 'SyncPage'),
  },
  {
    path: '/review',
    module: 'review',
    title: 'screen.review',
    icon: 'review',
    nav: true,
    rights: ['review.read'],
    Page: page(() => import('../features/review/Page.tsx'), 'ReviewPage'),
  },
  {
    path: '/review/:review',
    module: 'review',
    title: 'screen.reviewOne',
    rights: ['review.read'],
    Page: page(() => import('../features/review/Page.tsx'), 'ReviewPage'),
  },
  {
    path: '/report',
    module: 'review',
    title: 'screen.reports',
    icon: 'report',
    nav: true,
    rights: ['review.read'],
    Page: page(() => import('../features/report/Page.tsx'), 'ReportPage'),
  },
  {
    path: '/users',
    module: 'review',
    title: 'screen.users',
    icon: 'users',
    nav: true,
    rights: ['user.manage'],
    Page: page(() => import('../features/users/Page.tsx'), 'UsersPage'),
  },
  {
    path: '/audit',
    module: 'review',
    title: 'screen.audit',
    icon: 'audit',
    nav: true,
    rights: ['audit.read'],
    Page: page(() => import('../features/audit/Page.tsx'), 'AuditPage'),
  },
  {
    path: '/settings',
    module: 'review',
    title: 'screen.settings',
    icon: 'settings',
    nav: true,
    Page: page(() => import('../features/settings/Page.tsx'), 'SettingsPage'),
  },
];
