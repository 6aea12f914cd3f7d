import { Checkbox, InputNumber, Select } from 'antd';
import { useT } from '../../ui/appearance.tsx';
import { Field } from '../../ui/parts.tsx';
import { rowKind } from '../../../contract/methods/datasets.ts';
import { Positions } from './Positions.tsx';
import type { ShapeProps } from './model.ts';

const comments = ['#', ';', '%', '/'] as const;
/** A choice of a list stands for no character; an empty value would look like nothing chosen. */
const NONE = 'none';

/** What is seldom said: quotes, comments, the decimal sign, rows that are no data, positions. */
export function MoreSettings(props: ShapeProps) {
  const t = useT();
  const { preview, wanted } = props;
  const { dialect, format } = preview.shape;
  if (!dialect) return null;
  const isFixed = format.startsWith('fixed');
  const said = ['quote', 'escape', 'comment', 'decimal', 'footerRows', 'merged', 'apart', 'positions', 'unit'].some((key) => key in wanted);
  return (
    <>
      {isFixed && <Positions {...props} />}
      <details className="intake-more" open={said}>
        <summary>{t('intake.more')}</summary>
        <div className="form-row">
          {dialect.delimiter !== '' && <Quotes {...props} />}
          <Decimal {...props} />
          <Footer {...props} />
        </div>
        {!isFixed && dialect.delimiter === '' && <Merged {...props} />}
        <Apart {...props} />
      </details>
    </>
  );
}

function Quotes({ preview, wanted, onWanted }: ShapeProps) {
  const t = useT();
  const { dialect } = preview.shape;
  if (!dialect) return null;
  const quotes = ['"', "'", ...(dialect.quote !== '' && !['"', "'"].includes(dialect.quote) ? [dialect.quote] : [])];
  return (
    <>
      <Field label={t('intake.quote')}>
        {(id) => (
          <Select
            id={id}
            value={dialect.quote === '' ? NONE : dialect.quote}
            options={[...quotes.map((value) => ({ value, label: value })), { value: NONE, label: t('intake.quote.none') }]}
            onChange={(value: string) => onWanted({ ...wanted, quote: value === NONE ? '' : value, escape: value === NONE ? '' : value })}
          />
        )}
      </Field>
      {dialect.quote !== '' && (
        <Field label={t('intake.escape')}>
          {(id) => (
            <Select
              id={id}
              popupMatchSelectWidth={false}
              value={dialect.escape === '\\' ? '\\' : 'doubled'}
              options={[
                { value: 'doubled', label: t('intake.escape.doubled') },
                { value: '\\', label: t('intake.escape.backslash') },
              ]}
              onChange={(value: string) => onWanted({ ...wanted, quote: dialect.quote, escape: value === '\\' ? '\\' : dialect.quote })}
            />
          )}
        </Field>
      )}
      <Field label={t('intake.comment')}>
        {(id) => (
          <Select
            id={id}
            value={dialect.comment ?? NONE}
            options={[...comments.map((value) => ({ value, label: value })), { value: NONE, label: t('intake.comment.none') }]}
            onChange={(value: string) => onWanted({ ...wanted, comment: value === NONE ? '' : value })}
          />
        )}
      </Field>
    </>
  );
}

function Decimal({ preview, wanted, onWanted }: ShapeProps) {
  const t = useT();
  return (
    <Field label={t('intake.decimal')}>
      {(id) => (
        <Select
          id={id}
          value={preview.shape.dialect?.decimal ?? '.'}
          options={[
            { value: '.', label: t('intake.decimal.point') },
            { value: ',', label: t('intake.decimal.comma') },
          ]}
          onChange={(value: string) => onWanted({ ...wanted, decimal: value === ',' ? ',' : '.' })}
        />
      )}
    </Field>
  );
}

function Footer({ preview, wanted, onWanted }: ShapeProps) {
  const t = useT();
  return (
    <Field label={t('intake.footerRows')}>
      {(id) => (
        <InputNumber
          id={id}
          min={0}
          max={100}
          value={preview.shape.dialect?.footerRows ?? 0}
          onChange={(value) => value !== null && onWanted({ ...wanted, footerRows: Math.round(value) })}
        />
      )}
    </Field>
  );
}

function Merged({ preview, wanted, onWanted }: ShapeProps) {
  const t = useT();
  return (
    <Checkbox
      checked={preview.shape.dialect?.merged === 'filled'}
      onChange={(event) => onWanted({ ...wanted, merged: event.target.checked ? 'filled' : 'kept' })}
    >
      {t('intake.merged')}
    </Checkbox>
  );
}

function Apart({ preview, wanted, onWanted }: ShapeProps) {
  const t = useT();
  const apart = preview.shape.dialect?.apart ?? [];
  return (
    <fieldset className="intake-apart">
      <legend>{t('intake.apart')}</legend>
      {rowKind.options.map((kind) => (
        <Checkbox
          key={kind}
          checked={apart.includes(kind)}
          onChange={(event) => {
            const others = apart.filter((one) => one !== kind);
            onWanted({ ...wanted, apart: event.target.checked ? [...others, kind] : others });
          }}
        >
          {t(`malformed.${kind}`)}
        </Checkbox>
      ))}
    </fieldset>
  );
}
