import { Button, Modal } from 'antd';
import type { Filter } from '../../../contract/methods/datasets.ts';
import { goToDataset } from '../../app/dataset-place.tsx';
import { type Output, useQuery } from '../../app/engine.ts';
import { useT } from '../../ui/appearance.tsx';
import { formatCount } from '../../ui/format.ts';
import { ListTable } from '../../ui/ListTable.tsx';
import { Load } from '../../ui/states.tsx';

interface Props {
  readonly dataset: string;
  readonly filters: readonly Filter[];
  readonly onClose: () => void;
}

type InBatch = Output<'rows.perBatch'>[number];

/** The rows behind a figure about all batches: how many each batch has, and the way to them. */
export function WholeRows({ dataset, filters, onClose }: Props) {
  const t = useT();
  const found = useQuery('rows.perBatch', { dataset, filters: [...filters] });
  const open = (one: InBatch): void => {
    if (one.count > 0) goToDataset(dataset, 'rows', { batch: one.batch, filters: JSON.stringify(one.filters) });
  };
  return (
    <Modal open title={t('profile.scope.rows')} footer={null} onCancel={onClose} width={520}>
      <Load of={found}>
        {(batches) => (
          <div className="ui-box profile-batches">
            <ListTable
              label={t('profile.scope.rows')}
              rows={batches}
              rowKey={(one) => one.batch}
              onOpen={open}
              maxHeight={360}
              columns={[
                { key: 'batch', title: t('quality.batch'), render: (one) => t('quality.batchNumber', { number: one.number }) },
                {
                  key: 'count',
                  title: t('profile.scope.matching'),
                  width: 120,
                  align: 'right',
                  sortBy: (one) => one.count,
                  render: (one) => formatCount(one.count),
                },
                {
                  key: 'rows',
                  title: t('quality.rows'),
                  width: 110,
                  align: 'right',
                  sortBy: (one) => one.rows,
                  render: (one) => formatCount(one.rows),
                },
                {
                  key: 'act',
                  title: '',
                  width: 84,
                  align: 'right',
                  render: (one) =>
                    one.count > 0 && (
                      <Button size="small" type="link" tabIndex={-1} onClick={() => open(one)}>
                        {t('profile.seeRows')}
                      </Button>
                    ),
                },
              ]}
            />
          </div>
        )}
      </Load>
    </Modal>
  );
}
