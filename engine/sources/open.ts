import type { Line, Login } from './line.ts';

/** Connects to a server; the caller closes the line. The libraries are loaded when first needed. */
export async function openLine(login: Login, signal: AbortSignal): Promise<Line> {
  switch (login.protocol) {
    case 'postgresql':
      return await (await import('./protocols/postgres.ts')).openPostgres(login, signal);
    case 'mysql':
      return await (await import('./protocols/mysql.ts')).openMysql(login, signal);
  }
}

/** Connects, works, and closes whatever happens. */
export async function withLine<T>(login: Login, signal: AbortSignal, work: (line: Line) => Promise<T>): Promise<T> {
  const line = await openLine(login, signal);
  try {
    return await work(line);
  } finally {
    line.close();
  }
}
