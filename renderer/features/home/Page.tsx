import { Button } from 'antd';
import type { Dataset } from '../../../contract/methods/datasets.ts';
import { useActions } from '../../app/actions.ts';
import { type Output, useQuery } from '../../app/engine.ts';
import { chooseIntakeFiles } from '../../app/intake-files.ts';
import { go, hrefOf } from '../../app/router.ts';
import { screens } from '../../app/routes.tsx';
import { roleHas, useSession } from '../../app/session.tsx';
import { useAppearance, useT, useTDynamic } from '../../ui/appearance.tsx';
import { formatBytes, formatCount, formatScore, formatShort, formatTime } from '../../ui/format.ts';
import { Icon, type IconName } from '../../ui/icons.tsx';
import { Card, Chip, LevelChip, Stat } from '../../ui/parts.tsx';
import { EmptyState, Load } from '../../ui/states.tsx';

type Home = Output<'home.get'>;

/** What needs me today, by role. */
export function HomePage() {
  const t = useT();
  const { user, can } = useSession();
  const home = useQuery('home.get', undefined);
  useActions(can('data.import') ? [{ id: 'home-import', title: t('intake.choose'), keys: 'N', run: () => void chooseIntakeFiles() }] : []);
  return (
    <div className="home">
      <p className="home-greeting">{t('home.greeting', { name: user.name })}</p>
      <Load of={home}>
        {(data) => {
          const empty = data.counts.datasets === 0;
          return (
            <div className="home-grid">
              {empty && can('data.import') ? <Start /> : <Todos home={data} />}
              {!empty && can('data.read') && <Recent />}
              <Counts home={data} />
            </div>
          );
        }}
      </Load>
    </div>
  );
}

function Start() {
  const t = useT();
  const step = (icon: IconName, title: string, hint: string, n: number) => (
    <li>
      <span className="home-step-number">{n}</span>
      <Icon name={icon} size={24} />
      <span>
        <b>{title}</b>
        <small>{hint}</small>
      </span>
    </li>
  );
  return (
    <Card title={t('home.start.title')} className="home-wide">
      <p className="ui-muted">{t('home.start.hint')}</p>
      <ol className="home-steps">
        {step('intake', t('home.start.import'), t('home.start.importHint'), 1)}
        {step('quality', t('home.start.check'), t('home.start.checkHint'), 2)}
        {step('sync', t('home.start.hand'), t('home.start.handHint'), 3)}
      </ol>
      <Button type="primary" icon={<Icon name="intake" />} onClick={() => void chooseIntakeFiles()}>
        {t('intake.choose')}
      </Button>
    </Card>
  );
}

/** A todo leads to its screen, where this window has it. */
const reachable = (route: string): boolean => screens.some((screen) => screen.path === route.split('?')[0]);

function Todos({ home }: { readonly home: Home }) {
  const t = useT();
  const dynamic = useTDynamic();
  return (
    <Card title={t('home.todos')} flush className="home-todos">
      {home.todos.length === 0 ? (
        <EmptyState small icon={<Icon name="check" size={24} />} title={t('home.todos.none')} />
      ) : (
        <ul className="list">
          {home.todos.map((todo) => {
            const body = (
              <>
                <LevelChip level={todo.level} />
                <span className="list-main">{dynamic(`todo.${todo.code}`)}</span>
                <b>{formatCount(todo.count)}</b>
                <Icon name="right" size={12} />
              </>
            );
            return (
              <li key={todo.code}>
                {reachable(todo.route) ? (
                  <a className="list-row" href={hrefOf(todo.route)}>
                    {body}
                  </a>
                ) : (
                  <span className="list-row">{body}</span>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}

const importedAt = (dataset: Dataset): string => dataset.latest?.importedAt ?? '';

function Recent() {
  const t = useT();
  const { can } = useSession();
  const datasets = useQuery('datasets.list', undefined);
  return (
    <Card
      title={t('home.recent')}
      flush
      className="home-recent"
      extra={
        can('data.import') && (
          <Button size="small" icon={<Icon name="intake" size={14} />} onClick={() => void chooseIntakeFiles()}>
            {t('screen.intake')}
          </Button>
        )
      }
    >
      <Load of={datasets}>
        {(list) => (
          <table className="ui-table">
            <thead>
              <tr>
                <th>{t('datasets.name')}</th>
                <th>{t('datasets.unit')}</th>
                <th>{t('datasets.batch')}</th>
                <th className="num">{t('datasets.rows')}</th>
                <th>{t('datasets.score')}</th>
                <th>{t('datasets.updated')}</th>
              </tr>
            </thead>
            <tbody>
              {list
                .filter((dataset) => dataset.latest !== null)
                .toSorted((a, b) => importedAt(b).localeCompare(importedAt(a)))
                .slice(0, 8)
                .map((dataset) => (
                  <RecentRow key={dataset.id} dataset={dataset} />
                ))}
            </tbody>
          </table>
        )}
      </Load>
    </Card>
  );
}

function RecentRow({ dataset }: { readonly dataset: Dataset }) {
  const t = useT();
  const { latest } = dataset;
  if (!latest) return null;
  const total = latest.lastRun?.total;
  return (
    <tr>
      <td>
        <a href={hrefOf(`/datasets/${encodeURIComponent(dataset.id)}/overview`)}>{dataset.name}</a>
      </td>
      <td className="ui-muted">{dataset.unit}</td>
      <td>{t('datasets.batchNumber', { number: latest.number })}</td>
      <td className="num">{formatCount(latest.rows)}</td>
      <td>
        {total === undefined ? (
          <Chip tone="warn">{t('datasets.notChecked')}</Chip>
        ) : total === null ? (
          <LevelChip level="none" />
        ) : (
          <b>{formatScore(total)}</b>
        )}
      </td>
      <td className="ui-muted">{formatTime(latest.importedAt)}</td>
    </tr>
  );
}

function Counts({ home }: { readonly home: Home }) {
  const t = useT();
  const { language } = useAppearance();
  const { user } = useSession();
  const { counts } = home;
  const open = (path: string): (() => void) | undefined => {
    const screen = screens.find((one) => one.path === path);
    return screen && roleHas(user.role, screen.rights) ? () => go(path) : undefined;
  };
  return (
    <Card title={t('home.counts')} className="home-wide" flush>
      <div className="stats">
        <Stat label={t('screen.datasets')} value={formatCount(counts.datasets)} onOpen={open('/datasets')} />
        <Stat
          label={t('home.rows')}
          value={formatShort(counts.rows, language)}
          note={counts.rows >= 10_000 ? formatCount(counts.rows) : undefined}
          onOpen={open('/datasets')}
        />
        <Stat
          label={t('home.resources')}
          value={formatCount(counts.resources)}
          note={t('home.published', { count: formatCount(counts.published) })}
          onOpen={open('/catalog')}
        />
        <Stat label={t('home.bytes')} value={formatBytes(counts.bytes)} />
        <Stat
          label={t('home.lastSnapshot')}
          value={<span className="stat-small">{home.snapshotAt ? formatTime(home.snapshotAt) : t('home.noSnapshot')}</span>}
          note={t(home.auditOk ? 'home.auditOk' : 'home.auditBroken')}
        />
      </div>
    </Card>
  );
}
