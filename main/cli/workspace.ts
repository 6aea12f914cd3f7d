import { resolve } from 'node:path';
import { type Caller, caller, startEngine } from './engine.ts';
import { askPassword } from './password.ts';
import type { Terminal } from './terminal.ts';

export interface OpenedWorkspace {
  readonly client: Caller;
  /** Allows the engine to read a file that was named. */
  grant(path: string, use: 'read'): string;
}

/** Does something in a workspace as a person who signs in (password: `JIADI_PASSWORD` or typed), and closes it. */
export async function inWorkspace<T>(
  folder: string,
  account: string,
  terminal: Terminal,
  work: (opened: OpenedWorkspace) => Promise<T>,
): Promise<T> {
  const engine = startEngine();
  try {
    const client = caller(engine.connect());
    await client.call('workspace.openFolder', { folder: engine.grants.add(resolve(folder), 'folder') });
    await client.call('workspace.signIn', { account, password: await askPassword(terminal) });
    return await work({ client, grant: (path, use) => engine.grants.add(resolve(path), use) });
  } finally {
    await engine.close();
  }
}
