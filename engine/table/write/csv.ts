import iconv from 'iconv-lite';
import { openPartFile, type PartFile } from '../../../base/part-file.ts';
import { JiadiError } from '../../../contract/errors.ts';
import type { Cell, TableWriter, WriteColumn } from './writer.ts';

export interface CsvWriteOptions {
  /** WHATWG label; default `utf-8`. */
  readonly encoding?: string;
  /** Begins with a byte-order mark, which Excel needs to see that a file is UTF-8; default false, true for UTF-16. */
  readonly bom?: boolean;
  /** One character; default `,`. */
  readonly delimiter?: string;
  /** Default `\r\n` (RFC 4180). */
  readonly newline?: string;
  /** Puts `'` before text that a spreadsheet would run as a formula; plain numbers stay. For exports, not for conversions. */
  readonly escapeFormulas?: boolean;
}

const FLUSH_CHARS = 1 << 20;
const formulaStart = /^[=+\-@\t\r\n＝＋－＠]/;
const plainNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Writes a CSV file (RFC 4180), header first. A null is an empty field, an empty text `""`. Throws `encoding-unsupported` and file errors. */
export function csvWriter(path: string, columns: readonly WriteColumn[], options: CsvWriteOptions = {}): TableWriter {
  const { delimiter = ',', newline = '\r\n', escapeFormulas = false } = options;
  const file = openPartFile(path);
  const sink = textSink(file, options.encoding ?? 'utf-8', options.bom);
  const special = new RegExp(`[${delimiter.replace(/[\\\]^-]/g, '\\$&')}"\\r\\n]|^\\s|\\s$`);
  const width = columns.length;
  let rowCount = 0;

  const field = (cell: Cell): string => {
    if (cell === null) return '';
    if (typeof cell !== 'string') return String(cell);
    if (cell === '') return '""';
    const text = escapeFormulas && formulaStart.test(cell) && !plainNumber.test(cell) ? `'${cell}` : cell;
    return special.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const line = (cells: readonly Cell[], base: number): string => {
    let text = field(cells[base] ?? null);
    // A lone empty field would be a blank line, which is no row.
    if (width === 1) return text === '' ? '""' : text;
    for (let c = 1; c < width; c++) text += delimiter + field(cells[base + c] ?? null);
    return text;
  };
  sink.write(
    line(
      columns.map(({ name }) => name),
      0,
    ) + newline,
  );
  return {
    rows: (cells, count) => {
      let text = '';
      for (let r = 0; r < count; r++) {
        text += line(cells, r * width) + newline;
        if (text.length > FLUSH_CHARS) {
          sink.write(text);
          text = '';
        }
      }
      sink.write(text);
      rowCount += count;
    },
    finish: async () => {
      sink.end();
      file.finish();
      return { rowCount, lostCharacters: sink.lost(), cutCells: 0 };
    },
    abort: () => file.abort(),
  };
}

interface TextSink {
  write(text: string): void;
  end(): void;
  lost(): number;
}

/** Encodes text into a file a megabyte at a time and counts characters that the encoding does not have. */
export function textSink(file: PartFile, encoding: string, bom?: boolean): TextSink {
  const utf8 = encoding === 'utf-8';
  if (!utf8 && !iconv.encodingExists(encoding)) {
    file.abort();
    throw new JiadiError('encoding-unsupported', { encoding });
  }
  const mark = bom ?? encoding.startsWith('utf-16');
  let held = mark ? '\uFEFF' : '';
  let lost = 0;
  const flush = () => {
    if (held === '') return;
    const bytes = utf8 ? Buffer.from(held, 'utf8') : iconv.encode(held, encoding, { addBOM: false });
    if (!utf8) lost += differences(held, iconv.decode(bytes, encoding, { stripBOM: false }));
    file.write(bytes);
    held = '';
  };
  return {
    write: (text) => {
      held += text;
      if (held.length >= FLUSH_CHARS) flush();
    },
    end: flush,
    lost: () => lost,
  };
}

function differences(wanted: string, got: string): number {
  if (wanted === got) return 0;
  const have = [...got];
  let count = 0;
  let index = 0;
  for (const char of wanted) if (have[index++] !== char) count++;
  return count;
}
