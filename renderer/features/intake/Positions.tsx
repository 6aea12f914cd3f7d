import { Button, InputNumber, Select } from 'antd';
import { type MouseEvent, useRef } from 'react';
import { fixedUnit } from '../../../contract/methods/datasets.ts';
import { useT } from '../../ui/appearance.tsx';
import { Field, IconButton } from '../../ui/parts.tsx';
import type { ShapeProps } from './model.ts';

/** Where the columns of a fixed-width text begin: lines to click between its characters, and the same as numbers. */
export function Positions({ preview, wanted, onWanted }: ShapeProps) {
  const t = useT();
  const { columns, dialect } = preview.shape;
  const fixed = dialect?.fixed;
  if (!fixed) return null;
  const { starts, unit } = fixed;
  const set = (next: readonly number[]): void => {
    const positions = [...new Set([0, ...next])].filter((at) => Number.isInteger(at) && at >= 0).toSorted((a, b) => a - b);
    onWanted({ ...wanted, format: 'fixed', unit, positions });
  };
  const toggle = (at: number): void => set(starts.includes(at) ? starts.filter((start) => start !== at) : [...starts, at]);
  return (
    <div className="intake-positions">
      <div className="form-row">
        <Field label={t('intake.unit.fixed')}>
          {(id) => (
            <Select
              id={id}
              popupMatchSelectWidth={false}
              value={unit}
              options={fixedUnit.options.map((value) => ({ value, label: t(`intake.unit.${value}`) }))}
              onChange={(value) => {
                // positions of one measure are none of another
                const { positions: _positions, ...rest } = wanted;
                onWanted({ ...rest, format: 'fixed', unit: value });
              }}
            />
          )}
        </Field>
        <form
          className="intake-set-apart"
          onSubmit={(event) => {
            event.preventDefault();
            const at = Number(new FormData(event.currentTarget).get('at')) - 1;
            event.currentTarget.reset();
            if (at > 0) toggle(at);
          }}
        >
          <Field label={t('intake.positionAdd')}>{(id) => <InputNumber id={id} name="at" min={2} max={100_000} />}</Field>
          <Button htmlType="submit">{t('intake.positionAddDo')}</Button>
        </form>
      </div>
      <Canvas lines={preview.lines} starts={starts} onToggle={toggle} />
      <p className="ui-muted">{t('intake.positionsHint')}</p>
      <ul className="intake-starts">
        {starts.map((start, index) => {
          const name = columns[index]?.name ?? String(index + 1);
          if (index === 0) return null;
          return (
            <li key={start}>
              <Field label={t('intake.positionOf', { name })}>
                {(id) => (
                  <InputNumber
                    id={id}
                    size="small"
                    min={2}
                    max={100_000}
                    value={start + 1}
                    changeOnWheel={false}
                    onChange={(value) =>
                      value !== null && value - 1 !== start && set(starts.map((one) => (one === start ? value - 1 : one)))
                    }
                  />
                )}
              </Field>
              <IconButton icon="close" size={12} label={t('intake.positionRemove', { name })} onClick={() => toggle(start)} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

interface CanvasProps {
  readonly lines: ShapeProps['preview']['lines'];
  readonly starts: readonly number[];
  readonly onToggle: (at: number) => void;
}

/** The lines with every character at its position, and the columns' lines over them. */
function Canvas({ lines, starts, onToggle }: CanvasProps) {
  const t = useT();
  const ruler = useRef<HTMLSpanElement>(null);
  const width = lines.reduce((most, { at }) => Math.max(most, (at.at(-1) ?? 0) + 2), 10);
  const click = (event: MouseEvent<HTMLButtonElement>): void => {
    const box = ruler.current?.getBoundingClientRect();
    // a key has no place; the numbers below are for it
    if (!box || event.detail === 0) return;
    const at = Math.round((event.clientX - box.left) / (box.width / width));
    if (at > 0 && at < width) onToggle(at);
  };
  return (
    <div className="intake-canvas" tabIndex={0} role="region" aria-label={t('intake.positions')}>
      <button type="button" tabIndex={-1} onClick={click} aria-label={t('intake.positionsHint')}>
        <span ref={ruler} className="intake-ruler" style={{ width: `${width}ch` }} />
        {lines.map((line, index) => (
          // eslint-disable-next-line react/no-array-index-key -- lines may be equal
          <span key={index} className="intake-line" aria-hidden="true">
            {line.characters.map((character, i) => (
              <span key={line.at[i]} style={{ left: `${line.at[i] ?? 0}ch` }}>
                {character}
              </span>
            ))}
          </span>
        ))}
        {starts.slice(1).map((start) => (
          <i key={start} style={{ left: `${start}ch` }} />
        ))}
      </button>
    </div>
  );
}
