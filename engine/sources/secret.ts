import { unwrapSecret, utf8, wrapSecret, type WrappedSecret } from '../../base/trust/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { QueryContext } from '../context.ts';
import type { Login } from './line.ts';
import { loginFor } from './model.ts';
import { getSecret, getSource } from './store.ts';

/** What a password is for: one wrapped for another connection does not open. */
const purpose = (source: string): Uint8Array => utf8(`jiadi source password ${source}`);

/** A password as it is stored: under the workspace's master key, in a database that is encrypted itself. None is stored for an empty one. */
export function wrapPassword(
  { workspace, host }: Pick<QueryContext, 'workspace' | 'host'>,
  source: string,
  password: string,
): WrappedSecret | null {
  return password === '' ? null : wrapSecret(workspace.masterKey, utf8(password), purpose(source), host.random);
}

/** The password of a connection, in plain; it stays in memory and goes to the server only. */
function storedPassword({ workspace, reader }: Pick<QueryContext, 'workspace' | 'reader'>, source: string): string {
  const wrapped = getSecret(reader, source);
  if (wrapped === null) return '';
  const secret = unwrapSecret(workspace.masterKey, wrapped, purpose(source));
  if (secret === null) throw new JiadiError('source-password-needed', { name: getSource(reader, source).name });
  const text = Buffer.from(secret).toString('utf8');
  secret.fill(0);
  return text;
}

/** How to connect to a stored connection; `not-found` when there is none. */
export function storedLogin(context: Pick<QueryContext, 'workspace' | 'reader'>, source: string): Login {
  return loginFor(getSource(context.reader, source), storedPassword(context, source));
}
