import { Button, InputNumber } from 'antd';
import type { WantedShape } from '../../../contract/methods/datasets.ts';
import { RecordsTable } from '../../app/RecordsTable.tsx';
import { useT } from '../../ui/appearance.tsx';
import { formatCount } from '../../ui/format.ts';
import { Card, Chip, Field, IconButton } from '../../ui/parts.tsx';
import type { ShapeProps } from './model.ts';

/** Rows of the sample that are no data or are malformed, each with its line, and what a person may say of a line. */
export function Records({ preview, wanted, onWanted }: ShapeProps) {
  const t = useT();
  const { records } = preview;
  const said = wanted.lines ?? [];
  const say = (line: number, apart: boolean): void =>
    onWanted({ ...wanted, lines: [...said.filter((one) => one.line !== line), { line, apart }] });
  const canSay = preview.shape.dialect !== null;
  if (records.length === 0 && !canSay) return null;
  return (
    <Card
      title={t('intake.recordsTitle', { count: formatCount(records.length) })}
      flush={records.length > 0}
      extra={canSay && <SetApart onSay={(line) => say(line, true)} />}
    >
      {said.length > 0 && <Said lines={said} onForget={(line) => onWanted(without(wanted, line))} />}
      {records.length > 0 && (
        <RecordsTable
          label={t('intake.recordsOf', { name: preview.fileName })}
          records={records}
          low
          onData={canSay ? (line) => say(line, false) : undefined}
        />
      )}
    </Card>
  );
}

function Said({ lines, onForget }: { readonly lines: NonNullable<WantedShape['lines']>; readonly onForget: (line: number) => void }) {
  const t = useT();
  return (
    <p className="intake-said">
      {lines.map(({ line, apart }) => (
        <Chip key={line}>
          {t(apart ? 'intake.lineApart' : 'intake.lineData', { line })}
          <IconButton icon="close" size={10} label={t('intake.lineForget', { line })} onClick={() => onForget(line)} />
        </Chip>
      ))}
    </p>
  );
}

function SetApart({ onSay }: { readonly onSay: (line: number) => void }) {
  const t = useT();
  return (
    <form
      className="intake-set-apart"
      onSubmit={(event) => {
        event.preventDefault();
        const line = Number(new FormData(event.currentTarget).get('line'));
        if (Number.isInteger(line) && line > 0) onSay(line);
        event.currentTarget.reset();
      }}
    >
      <Field label={t('intake.setApartLine')}>{(id) => <InputNumber id={id} name="line" size="small" min={1} />}</Field>
      <Button size="small" htmlType="submit">
        {t('intake.setApartAdd')}
      </Button>
    </form>
  );
}

function without(wanted: WantedShape, line: number): WantedShape {
  const { lines = [], ...rest } = wanted;
  const others = lines.filter((one) => one.line !== line);
  return others.length === 0 ? rest : { ...rest, lines: others };
}
