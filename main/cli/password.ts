import { JiadiError } from '../../contract/errors.ts';
import type { Terminal } from './terminal.ts';

/** A password from JIADI_PASSWORD or typed without echo; never from an argument, which every process could read. */
export async function askPassword(terminal: Terminal): Promise<string> {
  const given = process.env.JIADI_PASSWORD;
  if (given !== undefined && given !== '') return given;
  if (!process.stdin.isTTY) throw new JiadiError('usage', { problem: 'JIADI_PASSWORD' });
  return typedPassword(terminal.t('cli.password'));
}

/** The password of an archive, in the form in which reading takes it. */
export interface FilePassword {
  readonly password?: string;
}

/** Runs `work` on a file that may be under a password: that of JIADI_FILE_PASSWORD, otherwise typed without echo when it turns out to be needed. */
export async function withFilePassword<T>(terminal: Terminal, work: (own: FilePassword) => Promise<T>): Promise<T> {
  const given = process.env.JIADI_FILE_PASSWORD;
  if (given !== undefined && given !== '') return work({ password: given });
  try {
    return await work({});
  } catch (error) {
    if (!(error instanceof JiadiError) || error.code !== 'file-password-needed' || !process.stdin.isTTY) throw error;
    return work({ password: await typedPassword(terminal.t('cli.filePassword', { file: String(error.params['file'] ?? '') })) });
  }
}

async function typedPassword(prompt: string): Promise<string> {
  const { stdin, stderr } = process;
  stderr.write(prompt);
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
