/** `holder.child.ts FOLDER`: opens a workspace, says `open` or the code of the error, and stays until it is killed. */
import { testEngine } from '../support/engine.ts';
import { codeOf, openIn } from './support.ts';

const [, , folder = ''] = process.argv;
const code = await codeOf(openIn(testEngine(), folder, 'wang'));
process.stdout.write(`${code === 'none' ? 'open' : code}\n`);
setInterval(() => undefined, 60_000);
