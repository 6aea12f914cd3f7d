/** `import.child.ts FOLDER FILE`: imports a file into a workspace and prints what became of it and the most memory it took, in MB. */
import { testEngine } from '../support/engine.ts';
import { inWorkspace } from './support.ts';

const [, , folder = '', path = ''] = process.argv;
const test = testEngine();
await inWorkspace(
  folder,
  async (wang) => {
    const { id, rows } = await wang.call('intake.import', {
      file: test.engine.grants.add(path, 'read'),
      into: { name: '一格', unit: '公安局' },
    });
    const { records } = await wang.call('batches.malformed', { batch: id });
    const malformed = records.map(({ line, reason, kept, raw }) => ({ line, reason, kept, rawLength: raw.length }));
    process.stdout.write(JSON.stringify({ rows, malformed, megabytes: Math.round(process.resourceUsage().maxRSS / 1024) }));
  },
  test,
);
