/** An archive under a password: asked for in the window, a wrong one is one sentence, the right one opens it. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, openSample, test } from './support.ts';

/** Written by Info-ZIP 3.0 with the password pass-123. */
const infoZip =
  'UEsDBAoACQAAANx+el2gOic5OQAAAC0AAAAKAAAAcGVvcGxlLmNzdg6crgVF+09oDyntYnF01nCzio2yKjmD5ZvaNS/K4rpaY1i5qp/w6OvPfcM4HeH3d0GWjgMOCisO0lBLBwigOic5OQAAAC0AAABQSwECHgMKAAkAAADcfnpdoDonOTkAAAAtAAAACgAAAAAAAAABAAAApIEAAAAAcGVvcGxlLmNzdlBLBQYAAAAAAQABADgAAABxAAAAAAA=';

test('the password of an archive', async ({ app }) => {
  const { page, electron } = app;
  await openSample(app);
  const path = join(mkdtempSync(join(tmpdir(), 'jiadi-e2e-locked-')), '加密.zip');
  writeFileSync(path, Buffer.from(infoZip, 'base64'));
  await electron.evaluate(
    ({ dialog }, filePaths) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [...filePaths] });
    },
    [path],
  );
  await page.keyboard.press('Control+o');
  const password = page.getByLabel('压缩包密码');
  await expect(password).toBeFocused();
  await page.keyboard.type('wrong');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('密码不对');
  await password.fill('pass-123');
  await page.keyboard.press('Enter');
  await expect(page.locator('.intake-preview th[scope=col]')).toContainText(['姓名', '区']);
  await expect(page.locator('.queue li .ui-chip')).toHaveText('待导入');
  await page.getByRole('button', { name: '开始导入' }).click();
  await expect(page.getByText('没有坏行')).toBeVisible({ timeout: 30_000 });
});
