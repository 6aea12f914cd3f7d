import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateRawSync } from 'node:zlib';

interface Lock {
  readonly packages: Readonly<Record<string, { version?: string; integrity?: string; optional?: boolean }>>;
}
interface Module {
  readonly source: string;
  readonly dependencies: readonly unknown[];
}

/** The scripts are plain JavaScript, because they run before anything is installed; their shapes are said here. */
async function load<T>(name: string): Promise<T> {
  return (await import(new URL(`../../../scripts/${name}`, import.meta.url).href)) as T;
}

const { whyInstall, npmTrouble } = await load<{
  whyInstall: (locked: Lock, installed: Lock | null) => string | null;
  npmTrouble: (what: string, output: string) => string;
}>('setup/packages.mjs');
const { checkMachineNode } = await load<{ checkMachineNode: (version: string) => void }>('setup/node.mjs');
const { missingLibraries, packagesFor } = await load<{
  missingLibraries: (ldd: string) => readonly string[];
  packagesFor: (needs: readonly string[], isKnown: (name: string) => boolean) => readonly string[];
}>('setup/system.mjs');
const { fileFromTar, zipContent, zipEntries } = await load<{
  fileFromTar: (tar: Buffer, suffix: string) => Buffer;
  zipEntries: (zip: Buffer) => readonly { name: string; mode: number }[];
  zipContent: (zip: Buffer, entry: unknown) => Buffer;
}>('setup/zip.mjs');
const { whyNotTrusted } = await load<{ whyNotTrusted: (files: readonly string[], modules: readonly Module[]) => string | null }>(
  'lib/seen.mjs',
);

test('Node 20.19 and newer may run the scripts, older ones get a sentence', () => {
  for (const version of ['20.19.0', '20.20.2', '22.0.0', '24.21.0']) assert.doesNotThrow(() => checkMachineNode(version));
  for (const version of ['18.20.0', '20.18.3'])
    assert.throws(() => checkMachineNode(version), /Node 20\.19 or newer is needed; this is Node/);
});

test('npm ci is due exactly when what is installed is not what the lockfile says', () => {
  const locked: Lock = {
    packages: {
      '': {},
      'node_modules/a': { version: '1.0.0', integrity: 'x' },
      'node_modules/other-os': { version: '1.0.0', optional: true },
    },
  };
  const installed: Lock = { packages: { 'node_modules/a': { version: '1.0.0', integrity: 'x' } } };
  assert.equal(whyInstall(locked, installed), null);
  assert.match(whyInstall(locked, null) ?? '', /not installed yet/);
  assert.match(whyInstall(locked, { packages: {} }) ?? '', /a is missing/);
  assert.match(whyInstall(locked, { packages: { 'node_modules/a': { version: '2.0.0', integrity: 'y' } } }) ?? '', /another version/);
  assert.match(whyInstall(locked, { packages: { ...installed.packages, 'node_modules/b': {} } }) ?? '', /no longer needed/);
});

test('an unreachable registry is told apart from npm failing', () => {
  assert.match(npmTrouble('npm ci', 'spawn npm ENOENT'), /^npm was not found/);
  assert.match(npmTrouble('npm ci', 'npm error code ENOTFOUND\nnpm error network'), /^the npm registry is not available \(ENOTFOUND\)/);
  assert.match(
    npmTrouble('npm ci', 'npm warn x\nnpm error code EUSAGE\nnpm error not in sync'),
    /^npm ci failed:\nnpm error code EUSAGE\nnpm error not in sync$/,
  );
});

test("libraries that ldd does not find are named, and their Debian packages by the release's own names", () => {
  const listing =
    '\tlinux-vdso.so.1 (0x0)\n\tlibgtk-3.so.0 => not found\n\tlibc.so.6 => /lib/libc.so.6 (0x0)\n\tlibgbm.so.1 => not found\n';
  assert.deepEqual(missingLibraries(listing), ['libgtk-3.so.0', 'libgbm.so.1']);
  assert.deepEqual(
    packagesFor(['libraries', 'xvfb'], (name) => !name.endsWith('t64')),
    ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'xvfb'],
  );
  assert.deepEqual(packagesFor(['libraries'], () => true)[0], 'libgtk-3-0t64');
});

function tarOf(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(content.length.toString(8).padStart(11, '0'), 124);
  header.write('0', 156);
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

test('a file is found in a tar archive behind others', () => {
  const tar = Buffer.concat([
    tarOf('package/readme', Buffer.from('x'.repeat(600))),
    tarOf('package/it.zip', Buffer.from('here')),
    Buffer.alloc(1024),
  ]);
  assert.equal(fileFromTar(tar, '.zip').toString(), 'here');
  assert.throws(() => fileFromTar(tar, '.exe'), /no file ending in .exe/);
});

test('zip entries are read with mode and content, and a wrong size is noticed', () => {
  const name = Buffer.from('folder/a');
  const content = Buffer.from('content '.repeat(50));
  const packed = deflateRawSync(content);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(8, 10);
  central.writeUInt32LE(packed.length, 20);
  central.writeUInt32LE(content.length, 24);
  central.writeUInt16LE(name.length, 28);
  central.writeUInt32LE((0o100755 << 16) >>> 0, 38);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(30 + name.length + packed.length, 16);
  const zip = Buffer.concat([local, name, packed, central, name, end]);
  const [entry] = zipEntries(zip);
  assert.deepEqual([entry?.name, entry?.mode], ['folder/a', 0o100755]);
  assert.deepEqual(zipContent(zip, entry), content);
  assert.throws(() => zipContent(zip, { ...entry, size: 3 }), /bytes instead of 3|larger than/);
});

test('a dependency check that read nothing is not believed', () => {
  const module = (source: string, imports: number): Module => ({ source, dependencies: Array.from({ length: imports }) });
  assert.equal(whyNotTrusted(['a.ts', 'b.ts'], [module('a.ts', 2), module('b.ts', 0)]), null);
  assert.match(whyNotTrusted([], []) ?? '', /no source file/);
  assert.match(whyNotTrusted(['a.ts', 'b.ts'], [module('a.ts', 2)]) ?? '', /did not read 1 of 2 source files: b.ts/);
  assert.match(whyNotTrusted(['a.ts', 'b.ts'], [module('a.ts', 0), module('b.ts', 0)]) ?? '', /only 0 imports/);
});
