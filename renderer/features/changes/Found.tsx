import { useState } from 'react';
import type { ChangeKind, Comparison } from '../../../contract/methods/batches.ts';
import type { Batch } from '../../../contract/methods/datasets.ts';
import { useT } from '../../ui/appearance.tsx';
import { ValueBars } from '../../ui/bars.tsx';
import { formatCount, formatShare } from '../../ui/format.ts';
import { Card, Chip, Stat } from '../../ui/parts.tsx';
import { CountTabs } from '../../ui/Toolbar.tsx';
import { ChangesGrid } from './ChangesGrid.tsx';
import { countOf, kinds } from './model.ts';

interface Props {
  readonly comparison: Comparison;
  readonly batch: Batch;
}

/** A comparison: its numbers, the columns that changed, and the rows themselves. */
export function Found({ comparison, batch }: Props) {
  const t = useT();
  const [kind, setKind] = useState<ChangeKind>(kinds.find((one) => countOf(comparison, one) > 0) ?? 'changed');
  const { changedColumns, changedOver } = comparison;
  return (
    <>
      <Numbers comparison={comparison} batch={batch} onKind={setKind} />
      <div className={changedColumns.length > 0 ? 'changes-body' : 'changes-body changes-body-plain'}>
        {changedColumns.length > 0 && (
          <Card title={t('changes.byColumn')} className="changes-columns">
            {changedOver < comparison.changed && (
              <p className="ui-muted">{t('changes.byColumnOver', { rows: formatCount(changedOver) })}</p>
            )}
            <ValueBars bars={changedColumns.map(({ column, rows }) => ({ label: column, count: rows }))} of={changedOver} />
          </Card>
        )}
        <div className="changes-rows">
          <CountTabs<ChangeKind>
            label={t('changes.kind')}
            value={kind}
            onChange={setKind}
            tabs={kinds
              .filter((one) => (one === 'gone' ? comparison.gone !== null : one !== 'repeated' || comparison.repeated.after > 0))
              .map((value) => ({ value, label: t(`changes.${value}`), count: countOf(comparison, value) }))}
          />
          <ChangesGrid key={kind} comparison={comparison} batch={batch} kind={kind} />
          <p className="ui-muted">{t('changes.keys')}</p>
        </div>
      </div>
    </>
  );
}

function Numbers({ comparison, batch, onKind }: Props & { readonly onKind: (kind: ChangeKind) => void }) {
  const t = useT();
  const { before, after, same, gone, repeated, columnsAdded, columnsGone, key } = comparison;
  const share = (count: number, of: number): string | undefined =>
    of === 0 ? undefined : t('changes.share', { share: formatShare(count, of) });
  const names = (columns: readonly string[]): string => columns.join('、');
  return (
    <Card
      flush
      title={t('changes.numbers')}
      extra={
        <span className="ui-muted" role="status">
          {t('changes.against', { number: batch.number, after: formatCount(after), before: formatCount(before) })}
        </span>
      }
    >
      <div className="stats">
        <Stat label={t('changes.same')} value={formatCount(same)} note={share(same, after)} />
        <Stat
          label={t('changes.changed')}
          value={formatCount(comparison.changed)}
          note={share(comparison.changed, after)}
          onOpen={() => onKind('changed')}
        />
        <Stat
          label={t('changes.added')}
          value={formatCount(comparison.added)}
          note={share(comparison.added, after)}
          onOpen={() => onKind('added')}
        />
        {gone === null ? (
          <Stat label={t('changes.gone')} value="—" note={t('changes.goneNever')} />
        ) : (
          <Stat label={t('changes.gone')} value={formatCount(gone)} note={share(gone, before)} onOpen={() => onKind('gone')} />
        )}
      </div>
      {(repeated.before > 0 || repeated.after > 0 || columnsAdded.length > 0 || columnsGone.length > 0) && (
        <div className="changes-marks">
          {(repeated.before > 0 || repeated.after > 0) && (
            <Chip tone="warn" icon="alert">
              {t(key.length === 0 ? 'changes.repeatedRows' : 'changes.repeatedNote', {
                after: formatCount(repeated.after),
                before: formatCount(repeated.before),
              })}
            </Chip>
          )}
          {columnsAdded.length > 0 && <Chip tone="info">{t('changes.columnsAdded', { columns: names(columnsAdded) })}</Chip>}
          {columnsGone.length > 0 && <Chip tone="bad">{t('changes.columnsGone', { columns: names(columnsGone) })}</Chip>}
        </div>
      )}
    </Card>
  );
}
