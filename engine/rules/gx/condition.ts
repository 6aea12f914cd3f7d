import { JiadiError } from '../../../contract/errors.ts';

/**
 * A row condition of a Great Expectations suite as an expression of ours: the `pandas` query form (`a == 1 & b != "x"`) and the
 * `great_expectations` form (`col("a").notNull()`). Anything else is `unsupported-expectation`.
 */
export function fromRowCondition(text: string, parser: string | undefined): string {
  if (parser !== undefined && !['pandas', 'great_expectations', 'great_expectations__experimental__', 'spark'].includes(parser)) {
    throw new JiadiError('unsupported-expectation', { expectation: `condition_parser ${parser}` });
  }
  const pieces = text.match(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|[^"'`]+/g) ?? [];
  const quoted = pieces.map((piece, i) => {
    if (piece.startsWith('`')) return piece;
    if (piece.startsWith('"') || piece.startsWith("'")) {
      const inner = piece.slice(1, -1).replace(/\\(.)/g, '$1');
      // the argument of col("name") is a name
      return /\bcol\(\s*$/.test(pieces[i - 1] ?? '') ? `\`${inner.replaceAll('`', '``')}\`` : `'${inner.replaceAll("'", "''")}'`;
    }
    return plain(piece);
  });
  return quoted.join('').replace(/\bcol\(\s*(`(?:[^`]|``)*`)\s*\)/g, '$1');
}

function plain(piece: string): string {
  return piece
    .replace(/==/g, '=')
    .replace(/&&?/g, ' AND ')
    .replace(/\|\|?/g, ' OR ')
    .replace(/~/g, ' NOT ')
    .replace(/\.(?:notnull|notna|notNull)\(\)/g, ' IS NOT NULL')
    .replace(/\.(?:isnull|isna|isNull)\(\)/g, ' IS NULL')
    .replace(/\bNone\b/g, 'NULL')
    .replace(/\bTrue\b/g, 'TRUE')
    .replace(/\bFalse\b/g, 'FALSE');
}
