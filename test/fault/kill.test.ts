/**
 * F1: the engine is killed (SIGKILL) at every named point of an import, a check, an approval and a push, and at random moments. After each kill a fresh
 * engine opens the workspace: it verifies clean, nothing confirmed is lost, nothing is doubled, and what was cut off is told.
 * Each phase has points without which the test would mean little (`demanded`). Tried are those at which most hangs on the moment (`tried`), the last time
 * they are passed; with `JIADI_EVERY_POINT=1` (`npm run test:long`) all points, each time.
 * `JIADI_KILLS` is how many kills at random moments there are (default 2), `JIADI_SEED` their seed.
 */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { systemClock } from '../../base/clock.ts';
import { systemRandom } from '../../base/ids.ts';
import { silentLog } from '../../base/log.ts';
import { startPlatform } from '../../platform/index.ts';
import { temporaryFolder } from '../support/engine.ts';
import { writePopulation } from '../support/population.ts';
import { Dice } from '../support/seeded.ts';
import type { Phase } from './child.ts';
import { Lane } from './lane.ts';

const RANDOM_KILLS = Number(process.env['JIADI_KILLS'] ?? 2);
const SEED = Number(process.env['JIADI_SEED'] ?? 20_261_123);
const EVERY_POINT = process.env['JIADI_EVERY_POINT'] === '1';
const LANES = 2;

/** Points without which the test would not have tried what it says it tries. */
const demanded: Readonly<Record<Exclude<Phase, 'detect'>, readonly string[]>> = {
  import: [
    'task intake.shape begins',
    'task intake.importPart is under way',
    'task intake.importPart ended',
    'before rename batch part',
    'after rename batch part',
    'before commit',
    'after commit',
    'call intake.import is done, not answered',
  ],
  check: [
    'task quality.scan begins',
    'before rename data file',
    'after rename data file',
    'before commit',
    'after commit',
    'call quality.run is done, not answered',
  ],
  'approve-run': ['before commit', 'after commit', 'call review.approve is done, not answered'],
  'approve-resource': ['before commit', 'after commit', 'call review.approve is done, not answered'],
  push: [
    'before request POST packages',
    'request sent POST packages',
    'answer received POST packages',
    'before commit',
    'after commit',
    'request sent GET streams',
  ],
};

/** Of these the ones that `npm test` has time for: around every rename and commit, and answers that never came. */
const tried: Readonly<Record<Exclude<Phase, 'detect'>, readonly string[]>> = {
  'import': [
    'task intake.importPart is under way',
    'before rename batch part',
    'before commit',
    'call intake.import is done, not answered',
  ],
  'check': ['before rename data file', 'after rename data file', 'after commit'],
  'approve-run': ['before commit', 'after commit', 'call review.approve is done, not answered'],
  'approve-resource': ['after commit'],
  'push': ['request sent POST packages', 'answer received POST packages', 'before commit'],
};

interface Work {
  readonly phases: readonly Phase[];
  readonly death: Parameters<Lane['live']>[1];
  readonly threads: boolean;
}

test(
  'killed at every named point and at random moments: clean, nothing lost, nothing doubled, what was cut off is told',
  { timeout: 900_000 },
  async (t) => {
    const folder = temporaryFolder('kill');
    t.after(() => folder.remove());
    const small = join(folder.path, 'small.csv');
    const large = join(folder.path, 'large.csv');
    writePopulation(small, { rows: 5_000 });
    writePopulation(large, { rows: 20_000 });
    mkdirSync(join(folder.path, 'platform'));
    const platform = await startPlatform({
      dir: join(folder.path, 'platform'),
      port: 0,
      clock: systemClock,
      random: systemRandom,
      log: silentLog,
    });
    t.after(() => platform.close());
    const place = (name: string): string => {
      mkdirSync(join(folder.path, name));
      return join(folder.path, name);
    };
    const lanes = Array.from({ length: LANES }, (_, i) => new Lane(place(`points-${i}`), small, platform));
    const wild = Array.from({ length: LANES }, (_, i) => new Lane(place(`moments-${i}`), large, platform));
    for (const lane of [...lanes, ...wild]) await lane.prepare();

    const met = new Set<string>();
    const queue: Work[] = [];
    for (const phase of ['detect', 'import', 'check', 'approve-run', 'approve-resource', 'push'] as const) {
      // an undisturbed life first: it shows which points there are
      const { points } = await (lanes[0] as Lane).live([phase], { at: 'end' });
      const wanted = phase === 'detect' ? [] : demanded[phase];
      for (const name of wanted) assert.ok(points.includes(name), `${phase} passes "${name}"; it passed ${points.join(' | ')}`);
      const chosen = phase === 'detect' ? [] : tried[phase];
      points.forEach((name, i) => {
        const isTried = EVERY_POINT || (chosen.includes(name) && points.lastIndexOf(name) === i);
        if (isTried) queue.push({ phases: [phase], death: { at: 'point', n: i + 1 }, threads: false });
      });
      for (const name of points) met.add(`${phase}: ${name}`);
    }
    const pointKills = queue.length;
    const dice = new Dice(SEED);
    const moments = Array.from({ length: RANDOM_KILLS }, (): Work => ({
      phases: dice.shuffle(['import', 'check', 'approve-run', 'push'] as const),
      death: { at: 'moment', afterMs: 20 + dice.below(1_500) },
      threads: true,
    }));
    const run = async (lane: Lane, list: Work[]): Promise<void> => {
      for (let work = list.shift(); work; work = list.shift()) await lane.live(work.phases, work.death, { threads: work.threads });
    };
    await Promise.all(lanes.map((lane) => run(lane, queue)));
    await Promise.all(wild.map((lane) => run(lane, moments)));

    const all = [...lanes, ...wild];
    const sent: string[] = [];
    for (const lane of all) sent.push(...(await lane.settle()));
    const summary = await platform.summary();
    assert.equal(summary.effects, sent.length, 'each package takes effect once');
    assert.equal(summary.packages.applied, sent.length);
    assert.equal(new Set(sent).size, sent.length);
    assert.equal(summary.forks, 0);
    const total = { lives: 0, kills: 0, confirmed: 0, unanswered: 0, interrupted: 0 };
    for (const { counts } of all) for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += counts[key];
    t.diagnostic(`seed ${SEED}; ${met.size} named points; ${JSON.stringify(total)}; ${sent.length} packages, ${summary.effects} effects`);
    assert.ok(pointKills >= (EVERY_POINT ? 44 : 14), `only ${pointKills} points`);
    assert.ok(total.kills >= pointKills, `only ${total.kills} kills`);
    assert.ok(total.interrupted > 0 && total.unanswered > 0, 'some kills cut work off, some fell between commit and answer');
  },
);
