import { JiadiError } from '../../contract/errors.ts';
import type { Terminal } from './terminal.ts';

/** A password from JIADI_PASSWORD or typed without echo; never from an argument, which every process could read. */
export async function askPassword(terminal: Terminal): Promise<string> {
  const given = process.env.JIADI_PASSWORD;
  if (given !== undefined && given !== '') return given;
  const { stdin, stderr } = process;
  if (!stdin.isTTY) throw new JiadiError('usage', { problem: 'JIADI_PASSWORD' });
  stderr.write(terminal.t('cli.password'));
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  let typed = '';
  try {
    for await (const chunk of stdin as AsyncIterable<string>) {
      for (const char of chunk) {
        if (char === '\r' || char === '\n') return typed;
        if (char === '\u0003') throw new JiadiError('cancelled');
        typed = char === '\u007f' ? typed.slice(0, -1) : typed + char;
      }
    }
    return typed;
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write('\n');
  }
}
