import { existsSync, readdirSync } from 'node:fs';
import { inRoot } from './paths.mjs';

/** All files below a folder of the checkout, as paths relative to the root with forward slashes, in order. */
export function filesBelow(folder) {
  if (!existsSync(inRoot(folder))) return [];
  const found = readdirSync(inRoot(folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '.' ? entry.name : `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
  return found.sort();
}
