import { useMemo } from 'react';
import { differences, type Piece, visible } from './differences.ts';
import './difference.css';

interface Props {
  readonly before: string;
  readonly after: string;
  readonly side: 'before' | 'after';
}

/** One side of a change; what differs is marked, and blanks in it can be seen. */
export function Side({ before, after, side }: Props) {
  const pieces = useMemo(() => differences(before, after)[side], [before, after, side]);
  return (
    <span className="ui-difference" title={side === 'before' ? before : after}>
      {pieces.map((piece, i) => (
        // pieces of a text have no identity but their place
        // eslint-disable-next-line react/no-array-index-key
        <Part key={i} piece={piece} side={side} />
      ))}
    </span>
  );
}

function Part({ piece, side }: { readonly piece: Piece; readonly side: Props['side'] }) {
  if (!piece.changed) return <>{piece.text}</>;
  // a line through the sign for a blank would make another sign of it
  const blank = /^[\p{Cf}\p{Cc}\p{Z}]+$/u.test(piece.text) ? 'ui-difference-blank' : undefined;
  return side === 'before' ? <del className={blank}>{visible(piece.text)}</del> : <ins className={blank}>{visible(piece.text)}</ins>;
}
