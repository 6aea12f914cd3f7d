import { Input, Segmented, Select } from 'antd';
import { type Dataset, updateCycle } from '../../contract/methods/datasets.ts';
import { useT } from '../ui/appearance.tsx';
import { Card, Chip, Field } from '../ui/parts.tsx';
import { baseName, type Target } from './target.ts';

interface Props {
  readonly target: Target;
  readonly suggested: string | null;
  readonly datasets: readonly Dataset[];
  readonly onTarget: (target: Target) => void;
}

/** Where the rows go: a new dataset, or a further batch of one that exists. */
export function TargetForm({ target, suggested, datasets, onTarget }: Props) {
  const t = useT();
  const existing = target.dataset !== null;
  const choose = (id: string): void => {
    const dataset = datasets.find((one) => one.id === id);
    if (dataset) onTarget({ dataset: id, name: dataset.name, unit: dataset.unit, updateCycle: dataset.updateCycle });
  };
  const switchTo = (kind: 'new' | 'existing'): void => {
    const first = datasets.find((one) => one.id === suggested) ?? datasets[0];
    if (kind === 'existing' && first) choose(first.id);
    else onTarget({ ...target, dataset: null, name: baseName(target.name) });
  };
  return (
    <Card
      title={t('intake.target')}
      extra={
        datasets.length > 0 && (
          <Segmented
            size="small"
            aria-label={t('intake.target')}
            value={existing ? 'existing' : 'new'}
            options={[
              { value: 'new', label: t('intake.newDataset') },
              { value: 'existing', label: t('intake.existing') },
            ]}
            onChange={(kind) => switchTo(kind === 'existing' ? 'existing' : 'new')}
          />
        )
      }
    >
      <div className="form-row">
        {existing ? (
          <Field label={t('intake.existing')}>
            {(id) => (
              <span className="ui-actions">
                <Select
                  id={id}
                  showSearch={{ optionFilterProp: 'label' }}
                  className="intake-dataset"
                  popupMatchSelectWidth={false}
                  value={target.dataset}
                  options={datasets.map((one) => ({ value: one.id, label: `${one.name} · ${one.unit}` }))}
                  onChange={choose}
                />
                {target.dataset === suggested && <Chip tone="good">{t('intake.suggested')}</Chip>}
              </span>
            )}
          </Field>
        ) : (
          <>
            <Field label={t('intake.name')} required>
              {(id) => <Input id={id} value={target.name} onChange={(event) => onTarget({ ...target, name: event.target.value })} />}
            </Field>
            <Field label={t('intake.unit')} required>
              {(id) => <Input id={id} value={target.unit} onChange={(event) => onTarget({ ...target, unit: event.target.value })} />}
            </Field>
            <Field label={t('intake.cycle')}>
              {(id) => (
                <Select
                  id={id}
                  value={target.updateCycle}
                  popupMatchSelectWidth={false}
                  options={updateCycle.options.map((value) => ({ value, label: t(`cycle.${value}`) }))}
                  onChange={(cycle) => onTarget({ ...target, updateCycle: cycle })}
                />
              )}
            </Field>
          </>
        )}
      </div>
    </Card>
  );
}
