import { defineText } from './define.ts';

/** Words of the frame around all screens. */
export const shellText = defineText({
  'app.name': ['家底', 'Jiadi'],
  'app.title': ['家底 · 数据治理工作台', 'Jiadi · data governance workbench'],
});
