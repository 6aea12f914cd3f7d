import { Button } from 'antd';
import { useState } from 'react';
import type { Issue, ReworkSheet } from '../../../contract/methods/issues.ts';
import { useJob, useQuery } from '../../app/engine.ts';
import { RunningJob } from '../../app/RunningJob.tsx';
import { useToast } from '../../app/toasts.tsx';
import { useSession } from '../../app/session.tsx';
import { useT } from '../../ui/appearance.tsx';
import { formatCount, formatTime } from '../../ui/format.ts';
import { ListTable } from '../../ui/ListTable.tsx';
import { Chip, ConfirmDialog } from '../../ui/parts.tsx';
import { SideDrawer } from '../../ui/SideDrawer.tsx';
import { EmptyState, Load } from '../../ui/states.tsx';
import { AnswersOut } from './ClearChoice.tsx';
import { Corrections } from './Corrections.tsx';
import { Changes, Outcome, Recheck } from './SheetIn.tsx';
import { useTakeBack } from './useTakeBack.tsx';
import { SheetOut } from './SheetOut.tsx';

const answered = ({ answers }: ReworkSheet): number => answers.corrected + answers.right + answers.unknown + answers.gone;

/** The sheets of an issue: out, back, and what was answered. */
export function Sheets({ issue, list }: { readonly issue: Issue; readonly list: readonly ReworkSheet[] }) {
  const t = useT();
  const { can } = useSession();
  const [out, setOut] = useState(false);
  const [shown, setShown] = useState<ReworkSheet | null>(null);
  const back = useTakeBack(issue.id);
  const maySend = can('data.export') && can('issue.edit') && issue.failed > 0;
  if (list.length === 0 && !maySend) return null;
  return (
    <section aria-label={t('rework.title')}>
      <h3 className="ui-h3">{t('rework.title')}</h3>
      <div className="issue-acts">
        {maySend && (
          <Button size="small" onClick={() => setOut(true)}>
            {t('rework.out')}
          </Button>
        )}
        {can('issue.edit') && list.length > 0 && (
          <Button size="small" loading={back.running} onClick={back.choose}>
            {t('rework.back')}
          </Button>
        )}
      </div>
      {list.length === 0 && <p className="ui-muted">{t('rework.none')}</p>}
      <ul className="issue-waivers">
        {list.map((sheet) => (
          <li key={sheet.id}>
            <div>
              <strong>{sheet.number}</strong> {sheet.clear && <Chip tone="warn">{t('rework.isClear')}</Chip>}{' '}
              {t('rework.answered', { count: formatCount(answered(sheet)), rows: formatCount(sheet.rows) })}
            </div>
            <div className="ui-muted">
              {formatTime(sheet.at)} · {sheet.by}
            </div>
            {answered(sheet) > 0 && can('data.read') && (
              <div className="issue-acts">
                <Button size="small" onClick={() => setShown(sheet)}>
                  {t('rework.see')}
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {out && <SheetOut issue={issue} onClose={() => setOut(false)} />}
      {back.view}
      {shown && <Answers sheet={shown} onClose={() => setShown(null)} />}
    </section>
  );
}

const PAGE = 200;

/** Corrections that wait to be written into a derived batch. */
function Corrected({ sheet }: { readonly sheet: ReworkSheet }) {
  const t = useT();
  const [applying, setApplying] = useState(false);
  return (
    <div className="issue-acts">
      <span>{t('rework.correctedRows', { count: formatCount(sheet.answers.corrected) })}</span>
      <Button size="small" onClick={() => setApplying(true)}>
        {t('rework.apply')}
      </Button>
      {applying && <Corrections sheet={sheet} onClose={() => setApplying(false)} />}
    </div>
  );
}

function Answers({ sheet, onClose }: { readonly sheet: ReworkSheet; readonly onClose: () => void }) {
  const t = useT();
  const { can } = useSession();
  const [offset, setOffset] = useState(0);
  const answers = useQuery('rework.answers', { sheet: sheet.id, offset, limit: PAGE }, { keep: true });
  const [exporting, setExporting] = useState(false);
  const ask = useJob('waivers.ask', sheet.id);
  const toast = useToast();
  const [asking, setAsking] = useState(false);
  const total = answered(sheet);
  const askFalseAlarm = async (): Promise<void> => {
    const reason = t('rework.rightReason', { number: sheet.number });
    const waiver = await ask.run(
      { issue: sheet.issue, kind: 'false-alarm', scope: 'rows', until: null, reason, sheet: sheet.id },
      sheet.number,
    );
    setAsking(false);
    if (waiver) toast({ text: t('waivers.asked', { number: waiver.issueNumber }) });
  };
  return (
    <SideDrawer
      open
      width={860}
      title={t('rework.answersOf', { number: sheet.number })}
      onClose={onClose}
      extra={
        can('data.export') && (
          <Button size="small" onClick={() => setExporting(true)}>
            {t('rework.export')}
          </Button>
        )
      }
    >
      {sheet.answers.corrected > 0 && can('data.import') && <Corrected sheet={sheet} />}
      {sheet.answers.right > 0 && can('issue.edit') && (
        <div className="issue-acts">
          <span>{t('rework.rightRows', { count: formatCount(sheet.answers.right) })}</span>
          <Button size="small" onClick={() => setAsking(true)}>
            {t('rework.askFalseAlarm')}
          </Button>
        </div>
      )}
      <RunningJob of={ask} />
      {asking && (
        <ConfirmDialog
          open
          title={t('rework.askFalseAlarm')}
          confirm={t('waivers.ask')}
          busy={ask.running}
          onCancel={() => setAsking(false)}
          onConfirm={() => void askFalseAlarm()}
        >
          {t('waivers.falseAlarmHint', { count: formatCount(sheet.answers.right) })}
        </ConfirmDialog>
      )}
      {exporting && <AnswersOut sheet={sheet} onClose={() => setExporting(false)} />}
      <Load of={answers}>
        {({ rows }) =>
          rows.length === 0 ? (
            <EmptyState small title={t('rework.nothing')} />
          ) : (
            <ListTable
              label={t('rework.lines')}
              rows={rows}
              rowKey={(one) => String(one.row)}
              maxHeight={560}
              columns={[
                { key: 'row', title: t('rework.row'), width: 84, align: 'right', sortBy: (one) => one.row, render: (one) => one.row },
                { key: 'outcome', title: t('rework.outcome'), width: 96, render: (one) => <Outcome outcome={one.outcome} /> },
                { key: 'what', title: t('rework.change'), width: '2fr', render: (one) => <Changes changes={one.changes} /> },
                { key: 'note', title: t('rework.note'), width: '1fr', render: (one) => <span title={one.note}>{one.note}</span> },
                {
                  key: 'recheck',
                  title: t('rework.recheck'),
                  width: 124,
                  render: (one) => (one.recheck === null ? '' : <Recheck verdict={one.recheck} />),
                },
              ]}
            />
          )
        }
      </Load>
      {total > PAGE && (
        <div className="issue-acts">
          <Button size="small" disabled={offset === 0} onClick={() => setOffset(offset - PAGE)}>
            {t('rework.earlier')}
          </Button>
          <span className="ui-muted">
            {t('rework.pageOf', {
              from: formatCount(offset + 1),
              to: formatCount(Math.min(total, offset + PAGE)),
              total: formatCount(total),
            })}
          </span>
          <Button size="small" disabled={offset + PAGE >= total} onClick={() => setOffset(offset + PAGE)}>
            {t('rework.later')}
          </Button>
        </div>
      )}
    </SideDrawer>
  );
}
