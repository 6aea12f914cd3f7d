import { Button, Select } from 'antd';
import { Fragment, useState } from 'react';
import type { Rule, RuleKindInfo, RuleSet, RuleSetDiff, RuleSetVersion } from '../../../contract/methods/rules.ts';
import { useCommand, useQuery } from '../../app/engine.ts';
import { useSession } from '../../app/session.tsx';
import { useToast } from '../../app/toasts.tsx';
import { useAppearance, useT, useTDynamic } from '../../ui/appearance.tsx';
import { formatTime } from '../../ui/format.ts';
import { ListTable } from '../../ui/ListTable.tsx';
import { Chip, ConfirmDialog } from '../../ui/parts.tsx';
import { EmptyState, ErrorPanel, Load } from '../../ui/states.tsx';
import { CountTabs, Toolbar } from '../../ui/Toolbar.tsx';
import { columnsOf, kindTitle, paramWord, type RuleValue, textOf } from './model.ts';

/** Every version with who, when and what it changed; any two compared, an old one brought back as a new one. */
export function Versions({ set, kinds }: { readonly set: RuleSet; readonly kinds: readonly RuleKindInfo[] }) {
  const versions = useQuery('ruleSets.versions', { ruleSet: set.id });
  return <Load of={versions}>{(list) => <VersionList set={set} kinds={kinds} list={list} />}</Load>;
}

function VersionList({
  set,
  kinds,
  list,
}: {
  readonly set: RuleSet;
  readonly kinds: readonly RuleKindInfo[];
  readonly list: readonly RuleSetVersion[];
}) {
  const t = useT();
  const toast = useToast();
  const { can } = useSession();
  const restore = useCommand('ruleSets.restore');
  const [chosen, setChosen] = useState<number | null>(null);
  const [against, setAgainst] = useState<number | null>(null);
  const [asking, setAsking] = useState(false);
  const to = chosen ?? list[0]?.version ?? 1;
  const from = against ?? Math.max(1, to - 1);
  const back = async (): Promise<void> => {
    const saved = await restore.run({ ruleSet: set.id, basedOn: set.version, version: to });
    setAsking(false);
    if (!saved) return;
    setChosen(null);
    setAgainst(null);
    toast({ text: t('rules.restored', { version: to, now: saved.version }) });
  };
  return (
    <div className="rules-split">
      <div className="ui-pane">
        <div className="ui-box ui-pane-fill">
          <ListTable
            label={t('rules.versions')}
            rows={list}
            rowKey={(one) => String(one.version)}
            selected={String(to)}
            onSelect={(one) => {
              setChosen(one.version);
              setAgainst(null);
            }}
            columns={[
              { key: 'version', title: t('rules.version'), width: 64, sortBy: (one) => one.version, render: (one) => `v${one.version}` },
              { key: 'time', title: t('rules.time'), width: 150, sortBy: (one) => one.at, render: (one) => formatTime(one.at) },
              { key: 'by', title: t('rules.by'), width: 90, sortBy: (one) => one.by, render: (one) => one.by },
              { key: 'change', title: t('rules.change'), render: (one) => <Change version={one} /> },
            ]}
          />
        </div>
      </div>
      <div className="ui-pane">
        <Toolbar
          actions={
            can('rule.edit') &&
            to !== set.version && (
              <Button loading={restore.busy} onClick={() => setAsking(true)}>
                {t('rules.restore', { version: to })}
              </Button>
            )
          }
        >
          <label className="ui-row ui-muted">
            {t('rules.compareWith', { version: to })}
            <Select
              aria-label={t('rules.compareWith', { version: to })}
              style={{ width: 90 }}
              value={from}
              options={list.filter((one) => one.version !== to).map((one) => ({ value: one.version, label: `v${one.version}` }))}
              onChange={setAgainst}
            />
          </label>
        </Toolbar>
        {restore.error && <ErrorPanel error={restore.error} onClose={restore.clear} />}
        {list.length < 2 ? (
          <EmptyState small title={t('rules.oneVersion')} hint={t('rules.oneVersionHint')} />
        ) : (
          <Difference key={`${from} ${to}`} set={set} kinds={kinds} from={from} to={to} />
        )}
      </div>
      <ConfirmDialog
        open={asking}
        busy={restore.busy}
        title={t('rules.restore', { version: to })}
        confirm={t('rules.restoreNow')}
        onCancel={() => setAsking(false)}
        onConfirm={() => void back()}
      >
        {t('rules.restoreSure', { version: to, now: set.version + 1 })}
      </ConfirmDialog>
    </div>
  );
}

function Change({ version: { version, change } }: { readonly version: RuleSetVersion }) {
  const t = useT();
  if (version === 1) return <span className="ui-muted">{t('rules.change.first')}</span>;
  if (!change) return <span className="ui-muted">—</span>;
  const parts = [
    change.added > 0 && t('rules.change.added', { count: change.added }),
    change.removed > 0 && t('rules.change.removed', { count: change.removed }),
    change.changed > 0 && t('rules.change.changed', { count: change.changed }),
  ].filter((part) => part !== false);
  return (
    <>
      {change.restored !== null && <Chip tone="info">{t('rules.change.restored', { version: change.restored })}</Chip>}{' '}
      {parts.length > 0 ? parts.join(' · ') : <span className="ui-muted">{t('rules.change.none')}</span>}
    </>
  );
}

type Side = 'rules' | 'text';

function Difference({
  set,
  kinds,
  from,
  to,
}: {
  readonly set: RuleSet;
  readonly kinds: readonly RuleKindInfo[];
  readonly from: number;
  readonly to: number;
}) {
  const t = useT();
  const [side, setSide] = useState<Side>('rules');
  const diff = useQuery('ruleSets.diff', { ruleSet: set.id, from, to });
  return (
    <Load of={diff}>
      {(data) => (
        <>
          <CountTabs
            label={t('rules.diff')}
            value={side}
            onChange={setSide}
            tabs={[
              { value: 'rules', label: t('rules.rules'), count: data.added.length + data.removed.length + data.changed.length },
              { value: 'text', label: 'YAML', count: data.lines.filter((line) => line.kind !== 'same').length },
            ]}
          />
          <div className="ui-box ui-pane-fill ui-scroll rules-diff">
            {side === 'rules' ? <RuleDiff diff={data} kinds={kinds} /> : <LineDiff lines={data.lines} />}
          </div>
        </>
      )}
    </Load>
  );
}

function RuleDiff({ diff, kinds }: { readonly diff: RuleSetDiff; readonly kinds: readonly RuleKindInfo[] }) {
  const t = useT();
  const dynamic = useTDynamic();
  const { language } = useAppearance();
  if (diff.added.length + diff.removed.length + diff.changed.length === 0) return <EmptyState small title={t('rules.diff.none')} />;
  const head = (rule: Rule): string =>
    [kindTitle(rule, kinds, language), columnsOf(rule).join('、')].filter((part) => part !== '').join(' · ');
  const one = (rule: Rule, tone: 'good' | 'bad', word: string) => (
    <li key={`${tone} ${textOf(rule['id'])}`}>
      <Chip tone={tone}>{word}</Chip> <strong>{textOf(rule['id'])}</strong> <span className="ui-muted">{head(rule)}</span>
    </li>
  );
  return (
    <ul>
      {diff.added.map((rule) => one(rule, 'good', t('rules.diff.added')))}
      {diff.removed.map((rule) => one(rule, 'bad', t('rules.diff.removed')))}
      {diff.changed.map(({ rule, kind, keys }) => (
        <li key={rule}>
          <Chip tone="info">{t('rules.diff.changed')}</Chip> <strong>{rule}</strong>{' '}
          <span className="ui-muted">{kindTitle({ kind }, kinds, language)}</span>
          <dl>
            {keys.map(({ key, from, to }) => (
              <Fragment key={key}>
                <dt>{paramWord(key, dynamic)}</dt>
                <dd>
                  <del>{shown(from)}</del> → <ins>{shown(to)}</ins>
                </dd>
              </Fragment>
            ))}
          </dl>
        </li>
      ))}
    </ul>
  );
}

const shown = (value: RuleValue | undefined): string => (value === undefined ? '—' : textOf(value) || '""');

/** Unchanged lines shown around a change. */
const around = 3;
const signs = { same: ' ', added: '+', removed: '−' } as const;

function LineDiff({ lines }: { readonly lines: RuleSetDiff['lines'] }) {
  const t = useT();
  const near = new Set(
    lines.flatMap((line, i) => (line.kind === 'same' ? [] : Array.from({ length: around * 2 + 1 }, (_, n) => i - around + n))),
  );
  if (near.size === 0) return <EmptyState small title={t('rules.diff.none')} />;
  return (
    <pre className="ui-mono rules-diff-lines">
      {lines.map((line, i) =>
        near.has(i) ? (
          // a line has no name but its place
          // oxlint-disable-next-line react/no-array-index-key
          <span key={i} className={`rules-diff-${line.kind}`}>
            {signs[line.kind]} {line.text}
            {'\n'}
          </span>
        ) : (
          near.has(i + 1) && i > 0 && <span key={`gap ${i}`}>{'⋯\n'}</span>
        ),
      )}
    </pre>
  );
}
