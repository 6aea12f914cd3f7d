import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file of the checkout: path relative to the root with forward slashes, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Something that breaks a habit of this code base: where, and what. */
export interface Finding {
  readonly path: string;
  readonly line: number;
  readonly rule: string;
  readonly what: string;
}

const leftOut = new Set(['node_modules', 'out', 'dist', '.git', 'tmp', 'test-results', 'playwright-report', 'data']);
const textual = /\.(?:ts|tsx|mjs|cjs|js|json|md|yml|yaml|css|html|sql|txt|svg|sh)$|\/run$|^\.[a-z]+$|^LICENSE$/;

/** All text files of the checkout, also those not committed yet. */
export function readTree(root: string, folder = ''): readonly SourceFile[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return leftOut.has(entry.name) ? [] : readTree(root, path);
    return entry.isFile() && textual.test(path) ? [{ path, text: readFileSync(join(root, path), 'utf8') }] : [];
  });
}

/** The 1-based line of an offset. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
