import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { expect, type RunningApp } from '../../e2e/support.ts';

const CHANGES = 15;

/** A file of 2,000,000 rows (GB18030, about 140 MB) in the preview: from a change of its shape until the rows read anew are painted. */
export async function previewChanges({ page, electron }: RunningApp, folder: string): Promise<readonly number[]> {
  const row = (i: number) => `${i},张三${i},福田区,园岭街道${i % 500}号,2024-01-${10 + (i % 18)},${i % 977}.5,值${i % 97}\n`;
  const block = iconv.encode(Array.from({ length: 100_000 }, (_, i) => row(i)).join(''), 'gb18030');
  const path = join(folder, '大文件.csv');
  const head = iconv.encode('序号,姓名,区,住址,登记日期,金额,备注\n', 'gb18030');
  writeFileSync(path, Buffer.concat([head, ...Array.from({ length: 20 }, () => block)]));
  await electron.evaluate(({ dialog }, file) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [file] });
  }, path);
  await page.keyboard.press('Control+o');
  await expect(page.locator('.intake-preview th[scope=col]')).toHaveCount(7, { timeout: 30_000 });
  await page.getByLabel('跳过开头行数').focus();
  const took: number[] = [];
  for (let i = 0; i < CHANGES; i++) took.push(await change(page));
  return took;
}

function change(page: RunningApp['page']): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((done) => {
        const startedMs = performance.now();
        const watch = new MutationObserver(() => {
          watch.disconnect();
          requestAnimationFrame(() => done(performance.now() - startedMs));
        });
        const rows = document.querySelector('.intake-preview tbody');
        if (!rows) throw new Error('the preview has no rows');
        watch.observe(rows, { childList: true, characterData: true, subtree: true });
        document.activeElement?.dispatchEvent(
          new KeyboardEvent('keydown', { key: 'ArrowUp', code: 'ArrowUp', keyCode: 38, bubbles: true }),
        );
      }),
  );
}
