import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { withFileErrors } from '../../base/files.ts';
import type { FindSet } from '../../engine/rules/index.ts';

/** Rule sets that a file extends: files beside it, named as written, or with `.yml` or `.yaml` behind. */
export function setsBeside(path: string): FindSet {
  return (name) => {
    const found = ['', '.yml', '.yaml'].map((ending) => join(dirname(path), `${name}${ending}`)).find((file) => existsSync(file));
    if (found === undefined) return null;
    return {
      id: null,
      name: basename(found).replace(/\.ya?ml$/, ''),
      version: 1,
      text: withFileErrors(found, () => readFileSync(found, 'utf8')),
    };
  };
}
