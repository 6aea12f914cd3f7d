import { isJiadiError, JiadiError } from '../../contract/errors.ts';
import type { Login } from './line.ts';

/** What a library, the network or a server says went wrong; the names of the two libraries together. */
interface Fault {
  readonly code: string;
  readonly errno: number | null;
  readonly message: string;
}

const TEXT_MAX = 300;

const network: Readonly<Record<string, 'source-host-unknown' | 'source-refused' | 'source-timeout' | 'source-lost'>> = {
  ENOTFOUND: 'source-host-unknown',
  EAI_AGAIN: 'source-host-unknown',
  ECONNREFUSED: 'source-refused',
  ETIMEDOUT: 'source-timeout',
  EHOSTUNREACH: 'source-timeout',
  ENETUNREACH: 'source-timeout',
  ECONNRESET: 'source-lost',
  EPIPE: 'source-lost',
  PROTOCOL_CONNECTION_LOST: 'source-lost',
};

/** SQLSTATE of PostgreSQL. */
const states: Readonly<Record<string, Code>> = {
  '28P01': 'source-login',
  '28000': 'source-login',
  '3D000': 'source-no-database',
  '42501': 'source-denied',
  '53300': 'source-busy',
  '57014': 'source-slow',
  '57P01': 'source-lost',
  '57P02': 'source-lost',
  '57P03': 'source-busy',
  '57P05': 'source-lost',
};

/** Error numbers of MySQL and MariaDB. */
const numbers: Readonly<Record<number, Code>> = {
  1040: 'source-busy',
  1044: 'source-no-database',
  1045: 'source-login',
  1049: 'source-no-database',
  1053: 'source-lost',
  1129: 'source-not-admitted',
  1130: 'source-not-admitted',
  1142: 'source-denied',
  1143: 'source-denied',
  1203: 'source-busy',
  1227: 'source-denied',
  1251: 'source-login-method',
  1317: 'source-slow',
  1370: 'source-denied',
  1698: 'source-login',
  1927: 'source-lost',
  1969: 'source-slow',
  2006: 'source-lost',
  2013: 'source-lost',
  3024: 'source-slow',
  3159: 'source-tls',
};

type Code =
  | 'source-host-unknown'
  | 'source-refused'
  | 'source-timeout'
  | 'source-tls'
  | 'source-login'
  | 'source-login-method'
  | 'source-not-admitted'
  | 'source-no-database'
  | 'source-denied'
  | 'source-busy'
  | 'source-slow'
  | 'source-lost'
  | 'source-protocol'
  | 'source-query';

const certificate = /^(?:ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH|HANDSHAKE_|EPROTO)/;

/** An error of ours for whatever came; `connected` says whether the server had let us in before. */
export function sourceFault(cause: unknown, login: Login, connected: boolean): JiadiError {
  if (isJiadiError(cause)) return cause;
  const fault = faultOf(cause);
  const code = codeOf(fault, connected);
  // long numbers are left out as well: a server may quote the query
  const problem = wordsOf(fault)
    .replace(/\d{11,}/g, '…')
    .replace(/\s+/g, ' ')
    .slice(0, TEXT_MAX);
  const { host, port, user, database, protocol } = login;
  const seconds = Math.round((connected ? login.statementMs : login.connectMs) / 1000);
  return new JiadiError(code, { host, port, user, database, protocol: protocolNames[protocol], seconds, problem });
}

/** Errors about a value, which quote it: that may be somebody's number, and a job's error is seen by more people than its rows. */
const valueNumbers: ReadonlySet<number> = new Set([1264, 1292, 1366, 1411]);

function wordsOf({ code, errno, message }: Fault): string {
  // 22021 quotes no value but the name of an encoding
  const aboutValue = (/^22...$/.test(code) && code !== '22021') || (errno !== null && valueNumbers.has(errno));
  return aboutValue ? message.replace(/"[^"]*"|'[^']*'/g, '"…"') : message;
}

const protocolNames = { postgresql: 'PostgreSQL', mysql: 'MySQL' } as const;

/** Silence for longer than allowed. */
export function silence(login: Login): JiadiError {
  return new JiadiError('source-slow', { seconds: Math.round(login.statementMs / 1000), problem: '' });
}

function faultOf(cause: unknown): Fault {
  if (!(cause instanceof Error)) return { code: '', errno: null, message: String(cause) };
  const { code, errno } = cause as Error & { readonly code?: unknown; readonly errno?: unknown };
  return {
    code: typeof code === 'string' ? code : '',
    errno: typeof errno === 'number' ? errno : null,
    message: cause.message,
  };
}

function codeOf(fault: Fault, connected: boolean): Code {
  const { code, errno, message } = fault;
  const own = network[code];
  // a server that hangs up on a stranger was never talked to
  if (own !== undefined) return own === 'source-lost' && !connected ? 'source-protocol' : own;
  if (/pg_hba/.test(message)) return 'source-not-admitted';
  const known = states[code] ?? (errno === null ? undefined : numbers[errno]);
  if (known !== undefined) return known;
  if (!connected) return strangerFault(fault);
  // what has no number of the server's own is the library's word for a broken line
  return isServers(fault) && !code.startsWith('08') ? 'source-query' : 'source-lost';
}

/** A state of PostgreSQL or a number of MySQL: the server itself said it. */
function isServers({ code, errno }: Fault): boolean {
  return /^[0-9A-Z]{5}$/.test(code) || (errno !== null && errno >= 1000);
}

/** What went wrong before the server let us in. */
function strangerFault(fault: Fault): Code {
  const { code, message } = fault;
  if (/authentication (?:method|plugin)|unknown plugin|SASL: Only|authenticationOk message|unsupported auth/i.test(message))
    return 'source-login-method';
  // the system itself cannot even send to such an address
  if (/^E[A-Z]+$/.test(code) && code !== 'EPROTO') return 'source-host-unknown';
  if (/password must be|client password/i.test(message)) return 'source-login';
  if (/timeout expired|ETIMEDOUT|inactivity/i.test(message)) return 'source-timeout';
  if (/error establishing an SSL|packet|wrong version number/i.test(message)) return 'source-protocol';
  if (certificate.test(code) || /SSL|TLS|certificate/i.test(message)) return 'source-tls';
  // a state or a number of the server's own is at least said in its words
  return isServers(fault) ? 'source-query' : 'source-protocol';
}
