import type { SourceProtocol } from '../../../contract/methods/sources.ts';
import type { Dialect } from '../dialect.ts';
import { mysql } from './mysql.ts';
import { postgres } from './postgres.ts';

/** How each kind of server is asked. */
export const serverDialects: Readonly<Record<SourceProtocol, Dialect>> = { postgresql: postgres, mysql };
