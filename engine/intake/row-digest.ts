import { createHash } from 'node:crypto';
import { newSm3, type Sm3 } from '../../base/trust/index.ts';
import type { SourceDigest } from './import-hash.ts';
import type { Cell } from './reader.ts';

const BLOCK_CHARS = 1 << 18;

/**
 * Digest of rows in the order in which they were stored. Its bytes are a JSON list a row, each with a line end (UTF-8), so that anybody can compute
 * it again from an export.
 */
export class RowDigest {
  readonly #sha256 = createHash('sha256');
  readonly #sm3: Sm3;
  #text = '';
  #bytes = 0;

  private constructor(sm3: Sm3) {
    this.#sm3 = sm3;
  }

  static async create(): Promise<RowDigest> {
    return new RowDigest(await newSm3());
  }

  /** Adds the next row. */
  add(row: readonly Cell[]): void {
    this.#text += rowLine(row);
    if (this.#text.length >= BLOCK_CHARS) this.#flush();
  }

  /** The digests of all rows; nothing can be added any more. */
  end(): SourceDigest {
    this.#flush();
    return { sha256: this.#sha256.digest('hex'), sm3: this.#sm3.hex(), bytes: this.#bytes };
  }

  #flush(): void {
    const bytes = Buffer.from(this.#text, 'utf8');
    this.#sha256.update(bytes);
    this.#sm3.update(bytes);
    this.#bytes += bytes.length;
    this.#text = '';
  }
}

/** A row as a line of JSON; whole numbers keep all their digits. */
export function rowLine(row: readonly Cell[]): string {
  let line = '[';
  for (let c = 0; c < row.length; c++) {
    const cell = row[c] ?? null;
    if (c > 0) line += ',';
    line += typeof cell === 'string' ? JSON.stringify(cell) : String(cell);
  }
  return `${line}]\n`;
}
