import type { Ref } from 'react';
import type { ColumnSoFar } from '../../../contract/told.ts';
import { useT } from '../../ui/appearance.tsx';
import { Chip } from '../../ui/parts.tsx';
import { type FrameProps, Name, Numbers, Pin } from './Card.tsx';

interface Props extends FrameProps {
  readonly column: ColumnSoFar;
  /** Rows that were read so far. */
  readonly rows: number;
  readonly ref?: Ref<HTMLElement> | undefined;
}

/** A column that is still computed: the figures so far, and the room of those that are to come. */
export function GrowingCard({ ref, column, rows, ...frame }: Props) {
  const t = useT();
  const type = t(`type.${column.type}`);
  return (
    <article
      ref={ref}
      className="pcard pcard-growing"
      tabIndex={frame.active ? 0 : -1}
      aria-label={t('growing.card', { name: column.name, type })}
      onKeyDown={frame.onKeyDown}
      onFocus={frame.onFocus}
    >
      <header>
        <Name name={column.name} pinned={frame.pinned} />
        <Chip>{type}</Chip>
        <Chip tone="info">{t(rows > 0 ? 'growing.soFar' : 'growing.waiting')}</Chip>
      </header>
      {rows > 0 ? <Numbers column={column} rows={rows} soFar /> : <span className="pcard-bone" aria-hidden="true" />}
      <div className="pcard-draw pcard-bones" aria-hidden="true">
        <span />
        <span />
        <span />
        <span />
      </div>
      <footer>
        <Pin pinned={frame.pinned} onPin={frame.onPin} />
      </footer>
    </article>
  );
}
