import { Button, Checkbox, InputNumber, Segmented, Select } from 'antd';
import { useState } from 'react';
import type { WantedShape } from '../../../contract/methods/datasets.ts';
import { useT } from '../../ui/appearance.tsx';
import { formatBytes, formatShare } from '../../ui/format.ts';
import { Card, Chip, Field } from '../../ui/parts.tsx';
import { EncodingsDialog } from './Encodings.tsx';
import { commonEncodings, delimiters, type ShapeProps } from './model.ts';
import { MoreSettings } from './MoreSettings.tsx';

interface FormProps extends ShapeProps {
  readonly grant: string;
  readonly onSplit: ((sheets: readonly string[]) => void) | null;
}

/** How the file is read; every change reads its beginning anew. */
export function ShapeForm({ preview, wanted, onWanted, onSplit, grant }: FormProps) {
  const t = useT();
  const { shape } = preview;
  const { sheet: _sheet, ...recognised } = wanted;
  const changed = Object.keys(recognised).length > 0;
  const own = { preview, wanted, onWanted };
  return (
    <Card
      title={t('intake.shape')}
      extra={
        <span className="ui-actions">
          <Chip>{shape.format.toUpperCase()}</Chip>
          <Chip>{formatBytes(preview.bytes)}</Chip>
          <Chip>{t('intake.columns', { count: shape.columns.length })}</Chip>
          {changed && (
            <Button size="small" type="link" onClick={() => onWanted(wanted.sheet === undefined ? {} : { sheet: wanted.sheet })}>
              {t('intake.reset')}
            </Button>
          )}
        </span>
      }
    >
      <div className="form-row">
        {shape.encoding && <Encoding {...own} grant={grant} />}
        {shape.dialect && <Dialect {...own} />}
        {preview.sheets.length > 0 && (
          <Field label={t('intake.sheet')}>
            {(id) => (
              <Select
                id={id}
                popupMatchSelectWidth={false}
                value={wanted.sheet ?? shape.sheet}
                options={preview.sheets.map((value) => ({ value, label: value }))}
                // what was said of one sheet's rows says nothing of another's
                onChange={(sheet: string) => onWanted({ sheet, ...(wanted.encoding ? { encoding: wanted.encoding } : {}) })}
              />
            )}
          </Field>
        )}
        <Nested {...own} />
        {preview.sheets.length > 1 && onSplit && (
          <div className="form-check">
            <Button onClick={() => onSplit(preview.sheets)}>{t('intake.splitSheets', { count: preview.sheets.length })}</Button>
          </div>
        )}
      </div>
      {shape.dialect && <MoreSettings {...own} />}
    </Card>
  );
}

/** Where records hold objects: whether these are columns by their path. */
function Nested({ preview, wanted, onWanted }: ShapeProps) {
  const t = useT();
  // what was just said holds before the file has been read again
  const isApart = (wanted.nested ?? preview.shape.nested) === 'columns';
  if (!isApart && !preview.warnings.some(({ code }) => code === 'nested-objects')) return null;
  return (
    <div className="form-check">
      <Checkbox checked={isApart} onChange={(event) => onWanted({ ...wanted, nested: event.target.checked ? 'columns' : 'text' })}>
        {t('intake.nested')}
      </Checkbox>
    </div>
  );
}

function Encoding({ preview, wanted, onWanted, grant }: ShapeProps & { readonly grant: string }) {
  const t = useT();
  const [comparing, setComparing] = useState(false);
  const now = wanted.encoding ?? preview.shape.encoding?.name;
  const known = new Map(preview.encodings.map((one) => [one.name, one]));
  if (preview.shape.encoding && !known.has(preview.shape.encoding.name)) known.set(preview.shape.encoding.name, preview.shape.encoding);
  const rest = commonEncodings.filter((name) => !known.has(name));
  const options = [
    ...[...known.values()].map((one) => ({
      value: one.name,
      label:
        wanted.encoding === one.name
          ? one.name.toUpperCase()
          : t('intake.encodingOption', { name: one.name.toUpperCase(), share: formatShare(Math.round(one.confidence * 100), 100) }),
    })),
    ...rest.map((name) => ({ value: name as string, label: name.toUpperCase() })),
  ];
  const choose = (encoding: string): void => {
    setComparing(false);
    onWanted({ ...wanted, encoding });
  };
  return (
    <>
      <Field label={t('intake.encoding')}>
        {(id) => (
          <span className="ui-actions">
            <Select id={id} className="intake-encoding" popupMatchSelectWidth={false} value={now} options={options} onChange={choose} />
            {preview.shape.dialect && <Button onClick={() => setComparing(true)}>{t('intake.compareEncodings')}</Button>}
          </span>
        )}
      </Field>
      {comparing && (
        <EncodingsDialog file={grant} wanted={wanted} inUse={now ?? ''} onChoose={choose} onClose={() => setComparing(false)} />
      )}
    </>
  );
}

function Dialect({ preview, wanted, onWanted }: ShapeProps) {
  const t = useT();
  const { dialect, format } = preview.shape;
  if (!dialect) return null;
  const words: Readonly<Record<string, string>> = {
    ',': t('intake.delimiter.comma'),
    '\t': t('intake.delimiter.tab'),
    ';': t('intake.delimiter.semicolon'),
    '|': t('intake.delimiter.bar'),
    ' ': t('intake.delimiter.blank'),
    '\u0001': t('intake.delimiter.hive'),
  };
  const now = wanted.delimiter ?? dialect.delimiter;
  const options = [...new Set<string>([...delimiters, now])].map((value) => ({
    value,
    label: words[value] ?? t('intake.delimiter.other', { value }),
  }));
  const isText = /^(?:csv|fixed)\b/.test(format);
  const readAs = (value: 'csv' | 'fixed'): void => {
    const { delimiter: _d, quote: _q, escape: _e, comment: _c, positions: _p, unit: _u, ...rest } = wanted;
    onWanted({ ...rest, format: value });
  };
  return (
    <>
      {isText && (
        <div className="ui-field intake-read-as">
          <span className="ui-field-name">{t('intake.readAs')}</span>
          <Segmented
            aria-label={t('intake.readAs')}
            value={format.startsWith('fixed') ? 'fixed' : 'csv'}
            options={[
              { value: 'csv', label: t('intake.readAs.csv') },
              { value: 'fixed', label: t('intake.readAs.fixed') },
            ]}
            onChange={(value) => readAs(value === 'fixed' ? 'fixed' : 'csv')}
          />
        </div>
      )}
      {dialect.delimiter !== '' && (
        <Field label={t('intake.delimiter')}>
          {(id) => (
            <Select
              id={id}
              popupMatchSelectWidth={false}
              value={now}
              options={options}
              onChange={(delimiter: string) => onWanted({ ...wanted, delimiter })}
            />
          )}
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
      <Field label={t('intake.headerRows')}>
        {(id) => (
          <InputNumber
            id={id}
            min={0}
            max={5}
            title={t('intake.headerRowsHint')}
            value={dialect.header ? (dialect.headerRows ?? 1) : 0}
            onChange={(value) => value !== null && onWanted(withHeaderRows(wanted, Math.round(value)))}
          />
        )}
      </Field>
    </>
  );
}

function withHeaderRows(wanted: WantedShape, rows: number): WantedShape {
  const { header: _h, headerRows: _r, ...rest } = wanted;
  return rows === 0 ? { ...rest, header: false } : { ...rest, header: true, headerRows: rows };
}
