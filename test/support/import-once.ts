/** `import-once.ts FILE FOLDER`: imports a file into a folder and prints, as JSON, the code of the error and the files left there. */
import { readdirSync } from 'node:fs';
import { isJiadiError } from '../../contract/errors.ts';
import { importFile } from './batch.ts';

const [, , path = '', folder = ''] = process.argv;
let code: string | null = null;
try {
  await importFile(path, folder, { stretches: 2 });
} catch (error) {
  if (!isJiadiError(error)) throw error;
  code = error.code;
}
const left = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => entry.name);
process.stdout.write(JSON.stringify({ code, left }));
