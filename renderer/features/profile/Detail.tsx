import { Button } from 'antd';
import type { Filter } from '../../../contract/methods/datasets.ts';
import type { Alert, ColumnProfile } from '../../../contract/methods/profile.ts';
import { alertSentence } from '../../../contract/text/index.ts';
import { useT, useTDynamic } from '../../ui/appearance.tsx';
import { ValueBars } from '../../ui/bars.tsx';
import { Tabled } from '../../ui/chart/Chart.tsx';
import { formatCount, formatNumber, formatShare } from '../../ui/format.ts';
import { ListTable } from '../../ui/ListTable.tsx';
import { Chip, Facts } from '../../ui/parts.tsx';
import { SideDrawer } from '../../ui/SideDrawer.tsx';
import { Draw, edge, Meaning } from './Card.tsx';
import { beyond, drawsHistogram, isMasked } from './problems.ts';

interface Props {
  readonly column: ColumnProfile;
  readonly problems: readonly Alert[];
  readonly rows: number;
  /** Left out where the figures are not of the rows of one batch. */
  readonly onRows?: ((filters: readonly Filter[]) => void) | undefined;
  /** Looks for spellings of one thing; left out where there are none to look for. */
  readonly onSpellings?: (() => void) | undefined;
  readonly onClose: () => void;
}

function useFacts(column: ColumnProfile, rows: number): readonly (readonly [string, string])[] {
  const t = useT();
  const share = (count: number): string => `${formatCount(count)} · ${formatShare(count, rows)}`;
  const { quantiles, length } = column;
  const number = (value: number | null): string => (value === null ? '—' : formatNumber(value));
  return [
    [t('profile.nulls'), share(column.nulls)],
    [t('profile.blanks'), share(column.blanks)],
    [t('profile.placeholders'), share(column.placeholders)],
    [
      t('profile.distinct'),
      column.distinct.exact ? formatCount(column.distinct.count) : t('profile.approx', { count: formatCount(column.distinct.count) }),
    ],
    ...(column.min === null || column.max === null ? [] : [[t('profile.range'), `${edge(column.min)} … ${edge(column.max)}`] as const]),
    ...(column.mean === null
      ? []
      : [[t('profile.mean'), number(column.mean)] as const, [t('profile.stddev'), number(column.stddev)] as const]),
    ...(quantiles.p50 === null
      ? []
      : [
          [
            t('profile.quantiles'),
            [quantiles.p5, quantiles.p25, quantiles.p50, quantiles.p75, quantiles.p95].map(number).join(' · '),
          ] as const,
        ]),
    ...shapeFacts(column, t),
    [t('profile.lengths'), `${length.min} – ${length.max}`],
    [t('profile.lengthMean'), formatNumber(length.mean, 1)],
    ...(column.bytes
      ? ([
          [t('profile.bytesUtf8'), `${column.bytes.utf8.min} – ${column.bytes.utf8.max}`],
          [t('profile.bytesGb'), `${column.bytes.gb18030.min} – ${column.bytes.gb18030.max}`],
        ] as const)
      : []),
    ...(column.order ? [[t('profile.inFileOrder'), t(`profile.order.${orderKey(column.order)}`)] as const] : []),
  ];
}

const orderKey = ({ direction, strict }: NonNullable<ColumnProfile['order']>) => (strict ? (`${direction}Strict` as const) : direction);

type FactList = readonly (readonly [string, string])[];

/** What numbers and dates have besides: their shape, and where they are rare. */
function shapeFacts({ shape, dates, entropy }: ColumnProfile, t: ReturnType<typeof useT>): FactList {
  const number = (value: number | null): string => (value === null ? '—' : formatNumber(value, 3));
  return [
    ...(shape
      ? ([
          [t('profile.skewness'), number(shape.skewness)],
          [t('profile.kurtosis'), number(shape.kurtosis)],
          [t('profile.zeros'), formatCount(shape.zeros)],
          [t('profile.negatives'), formatCount(shape.negatives)],
        ] as const)
      : []),
    ...(dates
      ? ([
          [t('profile.days'), formatCount(dates.days)],
          [
            t('profile.gap'),
            dates.gap ? t('profile.gapDays', { days: formatCount(dates.gap.days), after: dates.gap.after, before: dates.gap.before }) : '—',
          ],
        ] as const)
      : []),
    ...(entropy === null ? [] : [[t('profile.entropy'), number(entropy)] as const]),
  ];
}

/** Values outside of Tukey's fences, each side a way to its rows. */
function Outliers({ column, onRows }: Pick<Props, 'column' | 'onRows'>) {
  const t = useT();
  const { shape, name } = column;
  if (!shape || !onRows || shape.below + shape.above === 0) return null;
  const { low, high } = shape.fences;
  return (
    <section>
      <h3>{t('profile.outliers')}</h3>
      <div className="ui-actions">
        {shape.below > 0 && (
          <Button size="small" onClick={() => onRows([{ column: name, op: 'between', max: beyond(low, -1) }])}>
            {t('profile.below', { count: formatCount(shape.below), limit: formatNumber(low) })}
          </Button>
        )}
        {shape.above > 0 && (
          <Button size="small" onClick={() => onRows([{ column: name, op: 'between', min: beyond(high, 1) }])}>
            {t('profile.above', { count: formatCount(shape.above), limit: formatNumber(high) })}
          </Button>
        )}
      </div>
    </section>
  );
}

function Weekdays({ column, rows }: Pick<Props, 'column' | 'rows'>) {
  const t = useT();
  if (!column.dates) return null;
  return (
    <section>
      <h3>{t('profile.weekdays')}</h3>
      <ValueBars
        of={rows}
        bars={column.dates.weekdays.map((count, i) => ({ label: t(`weekday.${(i + 1) as 1 | 2 | 3 | 4 | 5 | 6 | 7}`), count }))}
      />
    </section>
  );
}

/** Values that are not like most: what else they could be, those that fail the check, and unusual characters. */
function Unlike({ column, rows, onRows }: Pick<Props, 'column' | 'rows' | 'onRows'>) {
  const t = useT();
  const dynamic = useTDynamic();
  const { name, minority, counterExamples, characters, rareHan } = column;
  const bar = (label: string, count: number, of: string) => ({
    label,
    count,
    onOpen: onRows && (() => onRows([{ column: name, op: 'trait', trait: 'characters', of }])),
  });
  return (
    <>
      {minority.length > 0 && (
        <section>
          <h3>{t('profile.minority')}</h3>
          <ListTable
            label={t('profile.minority')}
            rows={minority}
            rowKey={({ kind }) => kind}
            columns={[
              { key: 'kind', title: t('profile.couldBe'), width: 130, render: ({ kind }) => dynamic(`valueClass.${kind}`) },
              { key: 'count', title: t('profile.alertCount'), width: 90, align: 'right', render: ({ count }) => formatCount(count) },
              { key: 'examples', title: t('profile.examples'), render: ({ examples }) => examples.join(' · ') },
            ]}
          />
        </section>
      )}
      {counterExamples.length > 0 && (
        <section>
          <h3>{t('profile.counterExamples')}</h3>
          <p className="pdetail-values">{counterExamples.join(' · ')}</p>
          {onRows && (
            <Button size="small" onClick={() => onRows([{ column: name, op: 'trait', trait: 'notOfMeaning', of: '' }])}>
              {t('profile.seeRows')}
            </Button>
          )}
        </section>
      )}
      {characters.length > 0 && (
        <section>
          <h3>{t('profile.characters')}</h3>
          <ValueBars
            of={rows}
            bars={characters.flatMap(({ kind, count }) => [
              bar(dynamic(`characters.${kind}`), count, kind),
              // what the rare ones are, block by block
              ...(kind === 'rareHan'
                ? rareHan.map((one) => bar(`› ${dynamic(`characters.${one.block}`)} ${one.examples.join(' ')}`, one.count, one.block))
                : []),
            ])}
          />
        </section>
      )}
    </>
  );
}

/** All that is known of one column. */
export function ColumnDetail({ column, problems, rows, onRows, onSpellings, onClose }: Props) {
  const t = useT();
  const dynamic = useTDynamic();
  const facts = useFacts(column, rows);
  return (
    <SideDrawer
      open
      title={column.name}
      onClose={onClose}
      width={560}
      extra={
        <div className="ui-actions">
          {onSpellings && <Button onClick={onSpellings}>{t('clusters.open')}</Button>}
          {onRows && <Button onClick={() => onRows([])}>{t('profile.seeRows')}</Button>}
        </div>
      }
    >
      <div className="pdetail">
        <div className="ui-actions">
          <Chip>{t(`type.${column.type}`)}</Chip>
          <Meaning column={column} rows={rows} />
          {column.unique && (
            <Chip tone="good" icon="key">
              {t('profile.unique')}
            </Chip>
          )}
        </div>
        {problems.length > 0 && (
          <ul className="pdetail-problems">
            {problems.map((problem) => (
              <li key={problem.code} className={problem.step === 'know' || problem.step === 'mask' ? 'ui-note' : 'ui-note ui-note-warn'}>
                {alertSentence(dynamic, problem)}
                {problem.filter && onRows && (
                  <Button size="small" type="link" onClick={() => problem.filter && onRows([problem.filter])}>
                    {t('profile.seeRows')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
        <Facts rows={facts} />
        {drawsHistogram(column) && (
          <section>
            <h3>{t('profile.histogram')}</h3>
            <Tabled
              label={t('profile.histogram')}
              height={140}
              table={{
                columns: [t('profile.bin.from'), t('profile.bin.to'), t('profile.alertCount')],
                rows: column.histogram.map(({ from, to, count }) => [edge(from), edge(to), formatCount(count)]),
              }}
            >
              <Draw column={column} rows={rows} onRows={onRows} limit={20} height={140} reachable />
            </Tabled>
            {onRows && !isMasked(column) && <p className="ui-muted">{t('profile.histogramHint')}</p>}
          </section>
        )}
        <Outliers column={column} onRows={onRows} />
        <Weekdays column={column} rows={rows} />
        <Unlike column={column} rows={rows} onRows={onRows} />
        {column.top.length > 0 && (
          <section>
            <h3>{t('profile.top')}</h3>
            <ValueBars
              of={rows}
              bars={column.top.map((one) => ({
                label: one.value === null ? t('ui.grid.null') : one.value === '' ? '""' : String(one.value),
                count: one.count,
                onOpen:
                  onRows && !isMasked(column) && one.value !== null
                    ? () => onRows([{ column: column.name, op: 'equals', value: one.value ?? '' }])
                    : undefined,
              }))}
            />
          </section>
        )}
        {column.patterns.length > 0 && (
          <section>
            <h3>{t('profile.patterns')}</h3>
            <ValueBars
              of={rows}
              bars={column.patterns.map((one) => ({
                label: one.pattern,
                count: one.count,
                onOpen: onRows && (() => onRows([{ column: column.name, op: 'trait', trait: 'pattern', of: one.pattern }])),
              }))}
            />
          </section>
        )}
      </div>
    </SideDrawer>
  );
}
