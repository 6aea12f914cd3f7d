import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { insertUser } from '../../engine/workspace/store.ts';
import { newPersonKeys } from '../../engine/workspace/lifecycle.ts';
import { Receiver, Site } from '../sim/sync-world.ts';
import { temporaryFolder } from '../support/engine.ts';
import { Dice } from '../support/seeded.ts';

test('a new person whom the platform does not take yet holds nobody else up', async (t) => {
  const folder = temporaryFolder('newcomer');
  const receiver = new Receiver(join(folder.path, 'platform'), 'newcomer');
  await receiver.start();
  const site = await Site.create(join(folder.path, 'site'), 'newcomer site');
  t.after(async () => {
    site.close();
    await receiver.stop();
    folder.remove();
  });
  await site.call('wang', 'sync.connect', { url: receiver.platform.url, token: receiver.platform.enrolToken });
  // a restart ends the token that the workspace was connected with
  await receiver.stop();
  await receiver.start();
  const { workspace } = site;
  const zhao = { account: 'zhao', name: '赵审', role: 'reviewer', unit: '大数据中心', password: 'Test-pass-2026' } as const;
  const keys = await newPersonKeys(
    site.host,
    {
      workspaceId: workspace.id,
      workspaceUnit: workspace.unit,
      workspaceName: workspace.name,
      device: workspace.device,
      masterKey: workspace.masterKey,
    },
    zhao,
  );
  workspace.db.transaction(() =>
    insertUser(workspace.db, {
      ...zhao,
      id: keys.id,
      publicKey: keys.publicKey,
      enrolment: keys.enrolment,
      at: '2026-11-23T00:00:00.000Z',
    }),
  );
  await site.approve(new Dice(1));
  // the first request after the restart may meet the connection that ended with it
  if ((await site.push()) !== true) assert.equal(await site.push(), true);
  assert.deepEqual(
    site.outbox().map((row) => row.state),
    ['applied'],
  );
});
