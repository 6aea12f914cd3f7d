import { spawn } from 'node:child_process';
import { join } from 'node:path';

const program = join(import.meta.dirname, '../../main/cli/index.ts');

/** What a run of `jiadi` came to. */
export interface CliResult {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface CliOptions {
  /** Temporary folder of the run. */
  readonly tmp: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called once the process runs; may send a signal later. */
  readonly started?: (kill: (signal: NodeJS.Signals) => void) => void;
  /** Called with everything on stderr and stdout so far; may send a signal. */
  readonly seen?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
}

/** Runs the command line as a process of its own, as people and scripts do. */
export function jiadi(args: readonly string[], { tmp, env = {}, seen, started }: CliOptions): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], {
      env: { ...process.env, JIADI_LANG: 'en', TMPDIR: tmp, TMP: tmp, TEMP: tmp, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, err] = ['', ''];
    started?.((signal) => child.kill(signal));
    const look = (): void => seen?.(out + err, (signal) => child.kill(signal));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      look();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
      look();
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
  });
}
