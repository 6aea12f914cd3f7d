import { sql, type Sql } from '../../base/sqlite/index.ts';
import type { BatchColumn } from '../table/batch-file.ts';
import { trimBlanks } from './set.ts';
import type { FoldName, ReadAs, Scope } from './model.ts';

/** Full-width letters, digits and signs as their half-width forms. */
export function halfWidth(text: string): string {
  return text.replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replaceAll('\u3000', ' ');
}

/** How texts are made alike before they are compared: without the blanks at their ends, in lower case, in half width. */
export function foldOf(name: FoldName): (text: string) => string {
  const trim = name === 'trim' || name === 'trim-case' || name === 'all';
  const lower = name === 'case' || name === 'trim-case' || name === 'all';
  const width = name === 'width' || name === 'all';
  return (text) => {
    let out = width ? halfWidth(text) : text;
    if (trim) out = trimBlanks(out);
    return lower ? out.toLowerCase() : out;
  };
}

/** As what two columns are compared: as numbers or dates when one of them is a column of such, else as texts. */
export function comparedAs(a: BatchColumn | undefined, b: BatchColumn | undefined): ReadAs {
  const types = [a?.type, b?.type];
  if (types.some((t) => t === 'integer' || t === 'decimal')) return 'number';
  return types.some((t) => t === 'date' || t === 'datetime') ? 'date' : 'text';
}

/** A cell in the form in which it is compared with others; what is no number or date stays the text it is. */
export function comparable(scope: Scope, name: string, as: ReadAs, fold: FoldName): Sql {
  const cell = scope.cell(name);
  if (as === 'number') return sql`coalesce(${scope.number(name)}, ${cell})`;
  if (as === 'date') return sql`coalesce(${scope.date(name)}, ${cell})`;
  if (fold === 'none') return cell;
  const folded = foldOf(fold);
  return scope.fn((v) => (typeof v === 'string' ? folded(v) : v), cell);
}
