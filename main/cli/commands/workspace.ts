import { basename, resolve } from 'node:path';
import { JiadiError } from '../../../contract/errors.ts';
import { roles, type Role } from '../../../contract/rights.ts';
import { readArguments } from '../arguments.ts';
import { type Caller, caller, startEngine } from '../engine.ts';
import { askPassword } from '../password.ts';
import type { Terminal } from '../terminal.ts';
import { inWorkspace } from '../workspace.ts';
import type { Command } from './command.ts';

/** Workspaces: create, verify, snapshot. */
export const workspace: Command = {
  usage:
    'jiadi workspace init|verify|snapshot DIR [--name NAME] [--unit UNIT] [--account ACCOUNT] [--role ROLE] [--json]   (password: JIADI_PASSWORD or typed)',
  run: async (args, terminal) => {
    const { values, positionals } = readArguments(args, {
      name: { type: 'string' },
      unit: { type: 'string' },
      account: { type: 'string' },
      role: { type: 'string' },
      json: { type: 'boolean' },
    });
    const [act, dir, ...more] = positionals;
    if (act === undefined || dir === undefined || more.length > 0) throw new JiadiError('usage', { problem: workspace.usage });
    if (act === 'restore') throw new JiadiError('not-supported-yet', { what: 'workspace restore' });
    if (act === 'verify' || act === 'snapshot')
      return await inWorkspace(dir, values.account ?? 'wang', terminal, ({ client }) =>
        act === 'verify' ? verify(client, values.json ?? false, terminal) : snapshot(client, terminal),
      );
    if (act !== 'init') throw new JiadiError('usage', { problem: workspace.usage });
    const folder = resolve(dir);
    const engine = startEngine();
    try {
      return await init(
        {
          client: caller(engine.connect()),
          folder,
          grant: engine.grants.add(folder, 'folder'),
          name: values.name ?? basename(folder),
          unit: values.unit ?? '大数据中心',
          account: values.account ?? 'admin',
          role: readRole(values.role ?? 'sysAdmin'),
        },
        terminal,
      );
    } finally {
      await engine.close();
    }
  },
};

function readRole(text: string): Role {
  const role = roles.find((r) => r === text);
  if (!role) throw new JiadiError('usage', { problem: `--role ${roles.join('|')}` });
  return role;
}

interface Init {
  readonly client: Caller;
  readonly folder: string;
  readonly grant: string;
  readonly name: string;
  readonly unit: string;
  readonly account: string;
  readonly role: Role;
}

async function init(wanted: Init, terminal: Terminal): Promise<number> {
  const { client, folder, grant, name, unit, account, role } = wanted;
  const password = await askPassword(terminal);
  await client.call('workspace.create', { folder: grant, name, unit, people: [{ account, name: account, password, role }] });
  terminal.say(terminal.t('cli.workspace.created', { name, folder }));
  return 0;
}

async function verify(client: Caller, json: boolean, terminal: Terminal): Promise<number> {
  const result = await client.call('workspace.verify', {}, { onProgress: terminal.progress, signal: terminal.signal });
  terminal.settle();
  if (json) terminal.out(JSON.stringify(result));
  else if (result.clean)
    terminal.out(
      terminal.t('cli.workspace.clean', {
        checked: Object.entries(result.checked)
          .map(([k, n]) => `${k} ${n}`)
          .join(', '),
      }),
    );
  else {
    terminal.out(terminal.t('cli.workspace.problems', { count: result.problems.length }));
    for (const p of result.problems) terminal.out(`  ${p.check}: ${p.what} ${p.detail}`);
  }
  return result.clean ? 0 : 1;
}

async function snapshot(client: Caller, terminal: Terminal): Promise<number> {
  const { file, bytes } = await client.call('workspace.snapshot', {});
  terminal.out(terminal.t('cli.workspace.snapshot', { file, bytes }));
  return 0;
}
