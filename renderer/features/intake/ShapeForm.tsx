import { Button, Checkbox, InputNumber, Select } from 'antd';
import type { Preview, WantedShape } from '../../../contract/methods/datasets.ts';
import { useT } from '../../ui/appearance.tsx';
import { formatBytes, formatShare } from '../../ui/format.ts';
import { Card, Chip, Field } from '../../ui/parts.tsx';
import { commonEncodings, delimiters } from './model.ts';

interface Props {
  readonly preview: Preview;
  readonly wanted: WantedShape;
  readonly onWanted: (wanted: WantedShape) => void;
}

interface FormProps extends Props {
  readonly onSplit: ((sheets: readonly string[]) => void) | null;
}

/** How the file is read; every change reads its beginning anew. */
export function ShapeForm({ preview, wanted, onWanted, onSplit }: FormProps) {
  const t = useT();
  const { shape } = preview;
  const changed = Object.keys(wanted).length > 0;
  return (
    <Card
      title={t('intake.shape')}
      extra={
        <span className="ui-actions">
          <Chip>{shape.format.toUpperCase()}</Chip>
          <Chip>{formatBytes(preview.bytes)}</Chip>
          <Chip>{t('intake.columns', { count: shape.columns.length })}</Chip>
          {changed && (
            <Button size="small" type="link" onClick={() => onWanted({})}>
              {t('intake.reset')}
            </Button>
          )}
        </span>
      }
    >
      <div className="form-row">
        {shape.encoding && <Encoding preview={preview} wanted={wanted} onWanted={onWanted} />}
        {shape.dialect && <Dialect preview={preview} wanted={wanted} onWanted={onWanted} />}
        {preview.sheets.length > 0 && (
          <Field label={t('intake.sheet')}>
            {(id) => (
              <Select
                id={id}
                value={wanted.sheet ?? shape.sheet}
                options={preview.sheets.map((value) => ({ value, label: value }))}
                onChange={(sheet: string) => onWanted({ ...wanted, sheet })}
              />
            )}
          </Field>
        )}
        {preview.sheets.length > 1 && onSplit && (
          <div className="form-check">
            <Button onClick={() => onSplit(preview.sheets)}>{t('intake.splitSheets', { count: preview.sheets.length })}</Button>
          </div>
        )}
      </div>
    </Card>
  );
}

function Encoding({ preview, wanted, onWanted }: Props) {
  const t = useT();
  const now = wanted.encoding ?? preview.shape.encoding?.name;
  const known = new Map(preview.encodings.map((one) => [one.name, one]));
  if (preview.shape.encoding && !known.has(preview.shape.encoding.name)) known.set(preview.shape.encoding.name, preview.shape.encoding);
  const rest = commonEncodings.filter((name) => !known.has(name));
  const options = [
    ...[...known.values()].map((one) => ({
      value: one.name,
      label: t('intake.encodingOption', { name: one.name.toUpperCase(), share: formatShare(Math.round(one.confidence * 100), 100) }),
    })),
    ...rest.map((name) => ({ value: name as string, label: name.toUpperCase() })),
  ];
  return (
    <Field label={t('intake.encoding')}>
      {(id) => (
        <Select
          id={id}
          className="intake-encoding"
          popupMatchSelectWidth={false}
          value={now}
          options={options}
          onChange={(encoding: string) => onWanted({ ...wanted, encoding })}
        />
      )}
    </Field>
  );
}

function Dialect({ preview, wanted, onWanted }: Props) {
  const t = useT();
  const { dialect } = preview.shape;
  if (!dialect) return null;
  const words: Readonly<Record<string, string>> = {
    ',': t('intake.delimiter.comma'),
    '\t': t('intake.delimiter.tab'),
    ';': t('intake.delimiter.semicolon'),
    '|': t('intake.delimiter.bar'),
  };
  const now = wanted.delimiter ?? dialect.delimiter;
  const options = [...new Set<string>([...delimiters, now])].map((value) => ({
    value,
    label: words[value] ?? t('intake.delimiter.other', { value }),
  }));
  return (
    <>
      {dialect.delimiter !== '' && (
        <Field label={t('intake.delimiter')}>
          {(id) => <Select id={id} value={now} options={options} onChange={(delimiter: string) => onWanted({ ...wanted, delimiter })} />}
        </Field>
      )}
      <Field label={t('intake.skipRows')}>
        {(id) => (
          <InputNumber
            id={id}
            min={0}
            max={1000}
            value={wanted.skipRows ?? dialect.skipRows}
            onChange={(value) => value !== null && onWanted({ ...wanted, skipRows: Math.round(value) })}
          />
        )}
      </Field>
      <div className="form-check">
        <Checkbox checked={wanted.header ?? dialect.header} onChange={(event) => onWanted({ ...wanted, header: event.target.checked })}>
          {t('intake.header')}
        </Checkbox>
      </div>
    </>
  );
}
