import { JiadiError } from '../../../contract/errors.ts';
import { check } from './check.ts';
import { codes } from './codes.ts';
import type { Command } from './command.ts';
import { convert } from './convert.ts';
import { demo } from './demo.ts';
import { detect } from './detect.ts';
import { platform } from './platform.ts';
import { profile } from './profile.ts';
import { repair } from './repair.ts';
import { rules } from './rules.ts';
import { suggest } from './suggest.ts';
import { workspace } from './workspace.ts';

/** A command of `cli.md` that this version does not have: it says so, and never guesses. */
const later = (name: string, usage: string): Command => ({
  usage,
  run: async () => {
    throw new JiadiError('not-supported-yet', { what: `jiadi ${name}` });
  },
});

/** Every command by its name. */
export const commands: Readonly<Record<string, Command>> = {
  detect,
  convert,
  profile,
  suggest,
  check,
  repair,
  rules,
  codes,
  demo,
  platform,
  workspace,
  link: later('link', 'jiadi link CONFIG.yml [--json] [--pairs OUT.csv] [--clusters OUT.csv]'),
  bundle: later('bundle', 'jiadi bundle create|verify|import|receipt …'),
  catalog: later('catalog', 'jiadi catalog validate|import|export …'),
};
