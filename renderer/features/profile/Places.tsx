import type { TableStructure } from '../../../contract/methods/profile.ts';
import { useT, useTDynamic } from '../../ui/appearance.tsx';
import { ValueBars } from '../../ui/bars.tsx';
import { formatCount } from '../../ui/format.ts';
import { ListTable } from '../../ui/ListTable.tsx';
import { Card, Chip } from '../../ui/parts.tsx';

/** Which levels addresses name, and which system coordinates may be in. */
export function Places({ addresses, coordinates }: Pick<TableStructure, 'addresses' | 'coordinates'>) {
  const t = useT();
  const dynamic = useTDynamic();
  return (
    <>
      {addresses.map(({ column, rows, levels }) => (
        <Card key={column} title={t('profile.addresses', { column })}>
          <ValueBars
            of={rows}
            bars={levels.map(({ level, rows: count }) => ({ label: dynamic(`addressLevel.${level}`), count }))}
            max={rows}
          />
        </Card>
      ))}
      {coordinates.length > 0 && (
        <Card title={t('profile.coordinates')} flush>
          <ListTable
            label={t('profile.coordinates')}
            rows={coordinates}
            rowKey={({ x, y }) => `${x}\u0000${y}`}
            columns={[
              { key: 'columns', title: t('profile.structure.columns'), render: ({ x, y }) => `${x}、${y}` },
              {
                key: 'system',
                title: t('profile.coordinates.system'),
                width: '3fr',
                render: ({ system, stated }) => (
                  <>
                    {dynamic(`coordinateSystem.${system}`)}{' '}
                    <Chip>{t(stated ? 'profile.coordinates.stated' : 'profile.coordinates.suspected')}</Chip>
                  </>
                ),
              },
              {
                key: 'outside',
                title: t('profile.coordinates.outside'),
                width: 90,
                align: 'right',
                render: ({ outside }) => formatCount(outside),
              },
              {
                key: 'swapped',
                title: t('profile.coordinates.swapped'),
                width: 90,
                align: 'right',
                render: ({ swapped }) => formatCount(swapped),
              },
              { key: 'decimals', title: t('profile.coordinates.decimals'), width: 80, align: 'right', render: ({ decimals }) => decimals },
            ]}
          />
        </Card>
      )}
    </>
  );
}
