import type { ReactNode } from 'react';
import './json-tree.css';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

function Leaf({ value }: { readonly value: Exclude<Json, object> | null }) {
  if (value === null) return <span className="ui-json-null">null</span>;
  if (typeof value === 'string') return <span className="ui-json-text">{value}</span>;
  return <span className="ui-json-number">{String(value)}</span>;
}

/** Nested data to read and fold. `name` may put keys into words; the first `open` levels stand open. */
export function JsonTree({
  value,
  name,
  open = 2,
}: {
  readonly value: Json;
  readonly name?: (key: string) => ReactNode;
  readonly open?: number;
}) {
  if (value === null || typeof value !== 'object') return <Leaf value={value} />;
  const entries: readonly (readonly [string, Json])[] = isList(value)
    ? value.map((one, i) => [String(i + 1), one] as const)
    : Object.entries(value);
  if (entries.length === 0) return <span className="ui-json-null">{isList(value) ? '[ ]' : '{ }'}</span>;
  return (
    <ul className="ui-json">
      {entries.map(([key, one]) => {
        const word = isList(value) ? key : (name?.(key) ?? key);
        if (one === null || typeof one !== 'object' || Object.keys(one).length === 0) {
          return (
            <li key={key}>
              <span className="ui-json-key">{word}</span> <JsonTree value={one} />
            </li>
          );
        }
        const count = isList(one) ? one.length : Object.keys(one).length;
        return (
          <li key={key}>
            <details open={open > 1 && count <= 30}>
              <summary>
                <span className="ui-json-key">{word}</span>{' '}
                <span className="ui-json-count">{isList(one) ? `[${count}]` : `{${count}}`}</span>
              </summary>
              <JsonTree value={one} name={name} open={open - 1} />
            </details>
          </li>
        );
      })}
    </ul>
  );
}
