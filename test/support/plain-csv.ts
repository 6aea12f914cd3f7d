/** An independent reading of well-formed CSV (RFC 4180), for expected files: character by character, nothing repaired. */
export function plainCsv(text: string, delimiter = ','): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  let any = false;
  const endRow = () => {
    if (any || field !== '' || row.length > 0) rows.push([...row, field]);
    row = [];
    field = '';
    any = false;
  };
  for (let i = 0; i < text.length; i++) {
    const char = text[i] ?? '';
    if (quoted) {
      if (char !== '"') field += char;
      else if (text[i + 1] === '"') {
        field += '"';
        i++;
      } else quoted = false;
    } else if (char === '"') {
      quoted = true;
      any = true;
    } else if (char === delimiter) {
      row.push(field);
      field = '';
      any = true;
    } else if (char === '\n' || char === '\r') {
      if (char === '\r' && text[i + 1] === '\n') i++;
      endRow();
    } else field += char;
  }
  endRow();
  return rows;
}
