import { Button } from 'antd';
import type { MalformedRecord } from '../../contract/methods/malformed.ts';
import { useT, useTDynamic } from '../ui/appearance.tsx';
import { formatCount } from '../ui/format.ts';

interface Props {
  readonly label: string;
  readonly records: readonly MalformedRecord[];
  /** True: no higher than a few rows. */
  readonly low?: boolean;
  /** Says of a line that is left out that it is data; left out where nobody may. */
  readonly onData?: ((line: number) => void) | undefined;
}

/** Records of a file that are malformed or no data, each with its line, its place and its text. */
export function RecordsTable({ label, records, low = false, onData }: Props) {
  const t = useT();
  const dynamic = useTDynamic();
  return (
    <div className={low ? 'intake-table intake-records' : 'intake-table'} tabIndex={0} role="region" aria-label={label}>
      <table className="ui-table">
        <thead>
          <tr>
            <th className="num">{t('intake.malformedLine')}</th>
            <th>{t('intake.malformedReason')}</th>
            <th>{t('intake.malformedPlace')}</th>
            <th>{t('intake.malformedRaw')}</th>
            <th>{t('intake.malformedKept')}</th>
          </tr>
        </thead>
        <tbody>
          {records.map((record) => (
            <tr key={`${record.line} ${record.row} ${record.reason}`}>
              <td className="num">{formatCount(record.line)}</td>
              <td>{dynamic(`malformed.${record.reason}`)}</td>
              <td>
                <WrongPlace record={record} />
              </td>
              <td className="ui-mono">{record.raw}</td>
              <td>
                {record.kept || !onData ? (
                  t(record.kept ? 'intake.kept' : 'intake.dropped')
                ) : (
                  <Button size="small" aria-label={t('intake.asDataLine', { line: record.line })} onClick={() => onData(record.line)}>
                    {t('intake.asData')}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Where a wrong byte stands; nothing for other records. */
function WrongPlace({ record: { column, position } }: { readonly record: MalformedRecord }) {
  const t = useT();
  if (column === null) return null;
  return <>{position === null ? t('intake.wrongColumn', { column }) : t('intake.wrongPlace', { column, position })}</>;
}
