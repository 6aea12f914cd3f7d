import { Button, Dropdown } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import type { ReportFormat } from '../../../contract/methods/report.ts';
import type { TextKey } from '../../../contract/text/index.ts';
import { useActions } from '../../app/actions.ts';
import { wallMs } from '../../app/clock.ts';
import { call, type Input, useQuery } from '../../app/engine.ts';
import { go } from '../../app/router.ts';
import type { ScreenProps } from '../../app/routes.tsx';
import { RunningJob } from '../../app/RunningJob.tsx';
import { useSession } from '../../app/session.tsx';
import { useSticky } from '../../app/sticky.ts';
import { useExport } from '../../app/useExport.ts';
import { useAppearance, useT } from '../../ui/appearance.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Chip } from '../../ui/parts.tsx';
import { EmptyState, Load } from '../../ui/states.tsx';
import { Form } from './Form.tsx';
import { Made } from './Made.tsx';
import { type Choice, firstChoice, readRemembered, reportRuns, type ReportRun, reportTypes, specOf } from './model.ts';
import { Preview } from './Preview.tsx';
import './report.css';

const REMEMBERED = 'report.remembered';

/** S19: reports as official letters: what about, which sections, how the page will look, and those made before. */
export function ReportPage({ query }: ScreenProps) {
  const { can } = useSession();
  const all = can('data.read');
  const list = useQuery('quality.list', {}, { skip: !all });
  const recent = useQuery('quality.recent', undefined, { skip: all });
  const inPlace = useQuery('inPlace.list', {}, { skip: !all });
  const settings = useQuery('settings.list', undefined);
  // who does not see rows is told of checks of batches alone
  if (all && inPlace.data === undefined) return <Load of={inPlace}>{() => null}</Load>;
  return (
    <Load of={all ? list : recent}>
      {(runs) => (
        <Load of={settings}>{(kept) => <Inside runs={reportRuns(runs, inPlace.data ?? [])} kept={kept[REMEMBERED]} query={query} />}</Load>
      )}
    </Load>
  );
}

/** What an address asks for: `?run=…` a report of that run, with `base=…` its comparison. */
function fromAddress({ run, base, type }: ScreenProps['query']): Partial<Choice> {
  const named = reportTypes.find((one) => one === type);
  return {
    ...(named ? { type: named } : {}),
    ...(run ? { run, type: named ?? 'quality' } : {}),
    ...(base ? { base, type: 'comparison' } : {}),
  };
}

/** A value that has not changed for a moment: nobody waits for a page at every letter typed. */
function useSettled<T>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}

/** What is to be known of a report before it is handed on. */
function stateWord(draft: boolean, spec: NonNullable<ReturnType<typeof specOf>>, runs: readonly ReportRun[]): TextKey {
  if (spec.type === 'monthly') return 'report.isMonthly';
  if (runs.find(({ id }) => id === spec.run)?.batch === null) return 'report.isInPlace';
  return draft ? 'report.isDraft' : 'report.isApproved';
}

interface InsideProps {
  readonly runs: readonly ReportRun[];
  readonly kept: unknown;
  readonly query: ScreenProps['query'];
}

function Inside({ runs, kept, query }: InsideProps) {
  const t = useT();
  const { can } = useSession();
  const { language } = useAppearance();
  const [chosen, setChosen] = useSticky<Choice | null>('report.choice', null);
  const [asked, setAsked] = useState<ScreenProps['query'] | null>(null);
  const base = chosen ?? { ...firstChoice, ...readRemembered(kept) };
  const choice = asked === query ? base : { ...base, ...fromAddress(query) };
  const change = (next: Choice): void => {
    setAsked(query);
    setChosen(next);
  };
  const spec = specOf(choice, runs, wallMs());
  const { letter, type } = choice;
  const sections = choice.sections[type] ?? [];
  const wanted = JSON.stringify({ report: spec, language, letter, sections });
  const settled = useSettled(wanted, 350);
  const input = useMemo(() => JSON.parse(settled) as { report: NonNullable<typeof spec>; language: typeof language }, [settled]);
  const preview = useQuery('report.preview', input, { skip: spec === null || input.report === null, keep: true });
  const exporting = useExport('report.write');
  const mayWrite = can('data.export') && spec !== null;
  const write = (format: ReportFormat): void => {
    if (!spec) return;
    void call('settings.set', {
      key: REMEMBERED,
      value: JSON.parse(JSON.stringify({ letter, sections: choice.sections })) as Input<'settings.set'>['value'],
    }).catch(() => undefined);
    const name = `${preview.data?.title ?? t(`report.type.${type}`)}.${format}`;
    void exporting.save({ kind: format, name }, { report: spec, language, letter, sections: [...sections], format });
  };
  useActions([
    { id: 'report.pdf', title: t('report.makePdf'), keys: 'Ctrl+P', menu: 'print', disabled: !mayWrite, run: () => write('pdf') },
    {
      id: 'report.xlsx',
      title: t('report.format.xlsx'),
      keys: 'Ctrl+Shift+E',
      menu: 'export',
      disabled: !mayWrite,
      run: () => write('xlsx'),
    },
  ]);
  if (runs.length === 0)
    return (
      <EmptyState
        icon={<Icon name="report" size={36} />}
        title={t('report.noRuns')}
        hint={t('report.noRunsHint')}
        action={can('data.read') && <Button onClick={() => go('/datasets')}>{t('report.toDatasets')}</Button>}
      />
    );
  return (
    <div className="report-page">
      <Form choice={choice} spec={spec} runs={runs} onChange={change} />
      <div className="report-right">
        <div className="report-bar">
          {preview.data && spec && (
            <Chip tone={preview.data.draft ? 'warn' : 'good'} icon={preview.data.draft ? 'file' : 'lock'}>
              {t(stateWord(preview.data.draft, spec, runs))}
            </Chip>
          )}
          <span className="report-buttons">
            <Button
              type="primary"
              disabled={!mayWrite}
              loading={exporting.running}
              aria-keyshortcuts="Control+P"
              onClick={() => write('pdf')}
            >
              {t('report.makePdf')}
            </Button>
            <Dropdown
              trigger={['click']}
              disabled={!mayWrite}
              getPopupContainer={(button) => button.closest('main') ?? document.body}
              menu={{
                items: (['html', 'xlsx', 'json'] as const).map((format) => ({
                  key: format,
                  label: t(`report.format.${format}`),
                  onClick: () => write(format),
                })),
              }}
            >
              <Button icon={<Icon name="export" />}>{t('report.otherFormats')}</Button>
            </Dropdown>
          </span>
        </div>
        <RunningJob of={exporting} />
        {spec === null ? (
          <EmptyState small title={t('report.noBase')} />
        ) : (
          <Load of={preview}>{({ html }) => <Preview html={html} label={t('report.previewLabel')} />}</Load>
        )}
        <Made
          onOpen={({ report }) =>
            change({
              ...choice,
              ...(report.type === 'monthly'
                ? { type: report.type, month: report.month, unit: report.unit ?? null }
                : { type: report.type, run: report.run, base: report.type === 'comparison' ? report.base : null }),
            })
          }
        />
      </div>
    </div>
  );
}
