import { Button, InputNumber, Modal } from 'antd';
import { useState } from 'react';
import type { GradeBands } from '../../../contract/grade.ts';
import type { UnitScore, WeightLevel } from '../../../contract/methods/score.ts';
import { type Output, useCommand, useQuery } from '../../app/engine.ts';
import { go, hrefOf } from '../../app/router.ts';
import { useSession } from '../../app/session.tsx';
import { useT } from '../../ui/appearance.tsx';
import { formatScore } from '../../ui/format.ts';
import { ListTable } from '../../ui/ListTable.tsx';
import { Field } from '../../ui/parts.tsx';
import { EmptyState, ErrorPanel, Load } from '../../ui/states.tsx';
import { Toolbar } from '../../ui/Toolbar.tsx';

type Units = Output<'quality.units'>;

/** Scores of units: each the weighted mean of its datasets' newest runs, with the formula in numbers. */
export function UnitsView() {
  const units = useQuery('quality.units', undefined);
  return <Load of={units}>{(data) => <Inside data={data} />}</Load>;
}

function Inside({ data }: { readonly data: Units }) {
  const t = useT();
  const { can } = useSession();
  const [chosen, setChosen] = useState<string | null>(null);
  const [bands, setBands] = useState(false);
  const selected = data.units.find((unit) => unit.unit === chosen) ?? data.units[0];
  const may = can('rule.edit');
  if (data.units.length === 0) return <EmptyState title={t('quality.noRuns')} hint={t('quality.noRunsHint')} />;
  return (
    <>
      <Toolbar actions={may && <Button onClick={() => setBands(true)}>{t('quality.bands')}</Button>}>
        <strong>
          {t('quality.allUnits')} {data.total === null ? t('score.notEvaluated') : formatScore(data.total)}
          {data.grade !== null && ` ${t(`grade.${data.grade}`)}`}
        </strong>
        <span className="ui-muted">{t('quality.bandsWords', { ...data.bands })}</span>
      </Toolbar>
      <div className="ui-box quality-units">
        <ListTable<UnitScore>
          label={t('quality.units')}
          rows={data.units}
          rowKey={(unit) => unit.unit}
          selected={selected?.unit ?? null}
          onSelect={(unit) => setChosen(unit.unit)}
          columns={[
            { key: 'unit', title: t('issues.unit'), width: '2fr', sortBy: (u) => u.unit, render: (u) => u.unit },
            {
              key: 'score',
              title: t('quality.score'),
              width: 96,
              align: 'right',
              sortBy: (u) => u.score,
              render: (u) => <ScoreWord score={u.score} />,
            },
            {
              key: 'grade',
              title: t('quality.grade'),
              width: 96,
              sortBy: (u) => u.score,
              render: (u) => (u.grade === null ? '—' : t(`grade.${u.grade}`)),
            },
            {
              key: 'datasets',
              title: t('quality.evaluatedSets'),
              width: 150,
              align: 'right',
              sortBy: (u) => u.evaluated,
              render: (u) => `${u.evaluated} / ${u.datasets.length}`,
            },
            {
              key: 'critical',
              title: t('quality.criticalRules'),
              width: 140,
              align: 'right',
              sortBy: (u) => u.criticalFailed,
              render: (u) =>
                u.criticalFailed === 0 ? <span className="ui-muted">0</span> : <span className="quality-down">{u.criticalFailed}</span>,
            },
            {
              key: 'weight',
              title: t('quality.weight'),
              width: 110,
              align: 'right',
              sortBy: (u) => u.weight,
              render: (u) => <Weight level="unit" subject={u.unit} name={u.unit} weight={u.weight} />,
            },
          ]}
        />
      </div>
      {selected && <Datasets unit={selected} />}
      {bands && <Bands bands={data.bands} onClose={() => setBands(false)} />}
    </>
  );
}

const ScoreWord = ({ score }: { readonly score: number | null }) => {
  const t = useT();
  return score === null ? <span className="ui-muted">{t('score.notEvaluated')}</span> : <strong>{formatScore(score)}</strong>;
};

function Datasets({ unit }: { readonly unit: UnitScore }) {
  const t = useT();
  const counted = unit.datasets.flatMap((d) =>
    d.run && d.run.total !== null && d.weight > 0 ? [{ total: d.run.total, weight: d.weight }] : [],
  );
  const formula =
    unit.score === null
      ? t('quality.unitNone')
      : `(${counted.map((d) => `${formatScore(d.total)} × ${d.weight}`).join(' + ')}) ÷ ${counted.reduce((n, d) => n + d.weight, 0)} = ${formatScore(unit.score)}`;
  return (
    <section className="quality-unit">
      <h2 className="ui-h3">{unit.unit}</h2>
      <p className="ui-muted">
        {t('quality.unitFormula')} <span className="quality-formula">{formula}</span>
      </p>
      <div className="ui-box">
        <ListTable
          label={unit.unit}
          rows={unit.datasets}
          rowKey={(d) => d.dataset}
          onOpen={(d) => d.run && go(`/quality/${encodeURIComponent(d.run.run)}`)}
          maxHeight={260}
          columns={[
            {
              key: 'name',
              title: t('rules.dataset'),
              width: '2fr',
              sortBy: (d) => d.name,
              render: (d) => (d.run ? <a href={hrefOf(`/quality/${encodeURIComponent(d.run.run)}`)}>{d.name}</a> : d.name),
            },
            {
              key: 'batch',
              title: t('quality.batch'),
              width: 190,
              render: (d) =>
                d.run ? (
                  <>
                    #{d.run.batchNumber}
                    {!d.run.current && <span className="quality-stale"> {t('quality.newerBatch')}</span>}
                  </>
                ) : (
                  '—'
                ),
            },
            {
              key: 'score',
              title: t('quality.score'),
              width: 96,
              align: 'right',
              sortBy: (d) => d.run?.total ?? null,
              render: (d) => <ScoreWord score={d.run?.total ?? null} />,
            },
            { key: 'grade', title: t('quality.grade'), width: 96, render: (d) => (d.grade === null ? '—' : t(`grade.${d.grade}`)) },
            {
              key: 'weight',
              title: t('quality.weight'),
              width: 110,
              align: 'right',
              render: (d) => <Weight level="dataset" subject={d.dataset} name={d.name} weight={d.weight} />,
            },
          ]}
        />
      </div>
    </section>
  );
}

/** A weight that is written down when the field is left; only who may edit rules sees a field. */
export function Weight(props: {
  readonly level: WeightLevel;
  readonly ruleSet?: string;
  readonly subject: string;
  readonly name: string;
  readonly weight: number;
}) {
  const t = useT();
  const { can } = useSession();
  const set = useCommand('quality.setWeight');
  const [typed, setTyped] = useState<number | null>(null);
  if (!can('rule.edit')) return <>{props.weight}</>;
  const save = (): void => {
    if (typed === null || typed === props.weight) return;
    const { level, subject, ruleSet = null } = props;
    void set.run({ level, subject, ruleSet, weight: typed }).then(() => setTyped(null));
  };
  return (
    <>
      <InputNumber
        size="small"
        min={0}
        max={1000}
        style={{ width: 72 }}
        status={set.error ? 'error' : ''}
        aria-label={t('quality.weightFor', { name: props.name })}
        value={typed ?? props.weight}
        onChange={setTyped}
        onBlur={save}
        onPressEnter={save}
      />
      {set.error && <ErrorPanel error={set.error} quiet />}
    </>
  );
}

function Bands({ bands, onClose }: { readonly bands: GradeBands; readonly onClose: () => void }) {
  const t = useT();
  const set = useCommand('quality.setBands');
  const [typed, setTyped] = useState(bands);
  const falls = 100 >= typed.A && typed.A > typed.B && typed.B > typed.C && typed.C > typed.D && typed.D > 0;
  const save = async (): Promise<void> => {
    if (await set.run(typed)) onClose();
  };
  return (
    <Modal
      open
      title={t('quality.bands')}
      okText={t('ui.save')}
      cancelText={t('ui.cancel')}
      okButtonProps={{ disabled: !falls }}
      confirmLoading={set.busy}
      onOk={() => void save()}
      onCancel={onClose}
      width={360}
    >
      <div className="form">
        {(['A', 'B', 'C', 'D'] as const).map((grade) => (
          <Field key={grade} label={t('quality.bandFrom', { grade: t(`grade.${grade}`) })}>
            {(id) => (
              <InputNumber
                id={id}
                min={0.1}
                max={100}
                step={1}
                value={typed[grade]}
                onChange={(value) => setTyped({ ...typed, [grade]: value ?? 0 })}
              />
            )}
          </Field>
        ))}
        {!falls && <p className="ui-note ui-note-warn">{t('quality.bandsFall')}</p>}
        {set.error && <ErrorPanel error={set.error} />}
      </div>
    </Modal>
  );
}
