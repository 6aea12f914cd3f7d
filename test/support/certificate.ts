import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An authority and a server's certificate that it signed, as PEM. */
export interface TestCertificate {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** Why no certificate can be made here, or null. */
export function opensslAbsence(): string | null {
  return spawnSync('openssl', ['version']).status === 0 ? null : 'openssl is not installed';
}

/** Makes a certificate for the given names (`IP:127.0.0.1`, `DNS:localhost`). */
export function makeCertificate(names: readonly string[]): TestCertificate {
  const dir = mkdtempSync(join(tmpdir(), 'jiadi-cert-'));
  const at = (name: string): string => join(dir, name);
  const openssl = (...args: readonly string[]): void => void execFileSync('openssl', args, { stdio: 'ignore' });
  try {
    writeFileSync(at('names'), `subjectAltName=${names.join(',')}\n`);
    const key = ['-newkey', 'rsa:2048', '-nodes'];
    openssl('req', '-x509', ...key, '-keyout', at('ca.key'), '-out', at('ca.pem'), '-subj', '/CN=Jiadi test authority', '-days', '2');
    openssl('req', ...key, '-keyout', at('server.key'), '-out', at('server.csr'), '-subj', '/CN=Jiadi test server');
    const sign = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-days', '2', '-extfile', at('names')];
    openssl('x509', '-req', '-in', at('server.csr'), '-out', at('server.pem'), ...sign);
    const text = (name: string): string => readFileSync(at(name), 'utf8');
    return { ca: text('ca.pem'), cert: text('server.pem'), key: text('server.key') };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
