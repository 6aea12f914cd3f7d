import { Button } from 'antd';
import type { Picked } from '../../../contract/shell.ts';
import type { ReworkDiff, ReworkLine } from '../../../contract/methods/issues.ts';
import { useJob } from '../../app/engine.ts';
import { go } from '../../app/router.ts';
import { useToast } from '../../app/toasts.tsx';
import { RunningJob } from '../../app/RunningJob.tsx';
import { useT } from '../../ui/appearance.tsx';
import { formatCount } from '../../ui/format.ts';
import { ListTable } from '../../ui/ListTable.tsx';
import { Chip } from '../../ui/parts.tsx';
import { SideDrawer } from '../../ui/SideDrawer.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { partsOf } from './model.ts';

const toneOf = { corrected: 'good', right: 'info', unknown: 'warn', gone: 'plain' } as const;

/** A returned sheet, looked at before anything of it is taken. */
export function SheetIn({ diff, file, onClose }: { readonly diff: ReworkDiff; readonly file: Picked; readonly onClose: () => void }) {
  const t = useT();
  const toast = useToast();
  const taking = useJob('rework.take', diff.sheet.id);
  const take = async (): Promise<void> => {
    const done = await taking.run({ file: file.grant, issue: diff.issue.id, sha256: diff.sha256 }, file.name);
    if (!done) return;
    onClose();
    toast({ text: t('rework.taken', { count: formatCount(done.taken), number: diff.sheet.number }) });
    go(`/issues/${encodeURIComponent(diff.issue.id)}`, {}, true);
  };
  const { counts } = diff;
  return (
    <SideDrawer
      open
      width={860}
      title={t('rework.backTitle', { number: diff.sheet.number })}
      onClose={onClose}
      footer={
        <div className="issue-acts">
          <Button type="primary" disabled={counts.taken === 0} loading={taking.running} onClick={() => void take()}>
            {t('rework.take', { count: formatCount(counts.taken) })}
          </Button>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          {counts.problems > 0 && <span className="ui-muted">{t('rework.problemsStay', { count: formatCount(counts.problems) })}</span>}
        </div>
      }
    >
      <div className="issue-diff">
        <p>
          {diff.issue.subject} · {diff.issue.unit} · {t('rework.rowsOf', { count: formatCount(counts.rows) })}
        </p>
        <ul className="issue-counts">
          {partsOf(diff).map(({ what, count }) => (
            <li key={what}>
              <strong>{formatCount(count)}</strong> {t(`rework.count.${what as Exclude<typeof what, 'rows' | 'taken'>}`)}
            </li>
          ))}
        </ul>
        <RunningJob of={taking} />
        <Lines lines={diff.lines} total={counts.taken + counts.problems} />
      </div>
    </SideDrawer>
  );
}

function Lines({ lines, total }: { readonly lines: readonly ReworkLine[]; readonly total: number }) {
  const t = useT();
  if (lines.length === 0) return <EmptyState small title={t('rework.nothing')} />;
  return (
    <>
      {total > lines.length && (
        <p className="ui-muted">{t('rework.firstLines', { shown: formatCount(lines.length), total: formatCount(total) })}</p>
      )}
      <ListTable
        label={t('rework.lines')}
        rows={lines}
        rowKey={(line) => String(line.line)}
        maxHeight={520}
        columns={[
          { key: 'line', title: t('rework.line'), width: 78, align: 'right', sortBy: (line) => line.line, render: (line) => line.line },
          { key: 'row', title: t('rework.row'), width: 78, align: 'right', sortBy: (line) => line.row, render: (line) => line.row ?? '—' },
          {
            key: 'outcome',
            title: t('rework.outcome'),
            width: 96,
            render: (line) => (line.problem ? <Chip tone="bad">{t('rework.notTaken')}</Chip> : <Outcome outcome={line.outcome} />),
          },
          { key: 'what', title: t('rework.change'), width: '2fr', render: (line) => <What line={line} /> },
          { key: 'note', title: t('rework.note'), width: '1fr', render: (line) => <span title={line.note}>{line.note}</span> },
          {
            key: 'recheck',
            title: t('rework.recheck'),
            width: 124,
            render: (line) => (line.recheck === null ? '' : <Recheck verdict={line.recheck} />),
          },
        ]}
      />
    </>
  );
}

/** What a unit answered for a row. */
export function Outcome({ outcome }: { readonly outcome: ReworkLine['outcome'] }) {
  const t = useT();
  return outcome === null ? null : <Chip tone={toneOf[outcome]}>{t(`rework.outcome.${outcome}`)}</Chip>;
}

/** What the rule says of a corrected value. */
export function Recheck({ verdict }: { readonly verdict: NonNullable<ReworkLine['recheck']> }) {
  const t = useT();
  return <Chip tone={verdict === 'pass' ? 'good' : verdict === 'fail' ? 'bad' : 'plain'}>{t(`rework.recheck.${verdict}`)}</Chip>;
}

/** Old and new values of a row. */
export function Changes({ changes }: { readonly changes: ReworkLine['changes'] }) {
  const t = useT();
  const value = (text: string | null): string => text ?? t('rework.empty');
  return (
    <>
      {changes.map(({ column, old, new: now }) => (
        <span key={column} title={`${column}: ${value(old)} → ${value(now)}`}>
          {changes.length > 1 && `${column} `}
          <del>{value(old)}</del> → <ins>{value(now)}</ins>{' '}
        </span>
      ))}
    </>
  );
}

function What({ line }: { readonly line: ReworkLine }) {
  const t = useT();
  if (!line.problem) return <Changes changes={line.changes} />;
  const text = t(`rework.problem.${line.problem.code}`, { what: line.problem.what });
  return <span title={text}>{text}</span>;
}
