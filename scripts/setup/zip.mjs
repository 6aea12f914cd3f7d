/** Just enough of tar and zip to take a few files out of one archive of known content, without a dependency. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inflateRawSync } from 'node:zlib';

/** The content of the first file of a tar archive whose name ends in `suffix`. */
export function fileFromTar(tar, suffix) {
  let prefixedName = null; // a long name travels in a record of its own before its file
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0;) {
    const field = (start, length) => tar.toString('utf8', at + start, at + start + length).replace(/\0.*$/s, '');
    const size = parseInt(field(124, 12), 8);
    const type = field(156, 1);
    const body = tar.subarray(at + 512, at + 512 + size);
    if (type === 'x') prefixedName = /\bpath=(.*)\n/.exec(body.toString('utf8'))?.[1] ?? null;
    else if (type === '0' || type === '') {
      if ((prefixedName ?? field(0, 100)).endsWith(suffix)) return body;
      prefixedName = null;
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
  throw new Error(`no file ending in ${suffix} in the archive`);
}

/** The entries of a zip archive (no zip64): name, mode, method and where the data lies. */
export function zipEntries(zip) {
  let end = zip.length - 22;
  while (end >= 0 && zip.readUInt32LE(end) !== 0x06054b50) end -= 1;
  if (end < 0) throw new Error('not a zip archive');
  const entries = [];
  let at = zip.readUInt32LE(end + 16);
  for (let n = zip.readUInt16LE(end + 10); n > 0; n -= 1) {
    if (zip.readUInt32LE(at) !== 0x02014b50) throw new Error('damaged zip directory');
    const nameLength = zip.readUInt16LE(at + 28);
    entries.push({
      name: zip.toString('utf8', at + 46, at + 46 + nameLength),
      method: zip.readUInt16LE(at + 10),
      sizePacked: zip.readUInt32LE(at + 20),
      size: zip.readUInt32LE(at + 24),
      mode: zip.readUInt32LE(at + 38) >>> 16,
      offset: zip.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}

/** The content of one entry. */
export function zipContent(zip, entry) {
  const start = entry.offset + 30 + zip.readUInt16LE(entry.offset + 26) + zip.readUInt16LE(entry.offset + 28);
  const packed = zip.subarray(start, start + entry.sizePacked);
  if (entry.method !== 0 && entry.method !== 8) throw new Error(`${entry.name}: unknown compression ${entry.method}`);
  const content = entry.method === 0 ? packed : inflateRawSync(packed, { maxOutputLength: entry.size + 1 });
  if (content.length !== entry.size) throw new Error(`${entry.name}: ${content.length} bytes instead of ${entry.size}`);
  return content;
}

/** Writes one entry under `folder` by the given relative name, with its mode. */
export function writeZipEntry(zip, entry, folder, name) {
  if (name.split('/').includes('..')) throw new Error(`${entry.name}: leaves the folder`);
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, zipContent(zip, entry), { mode: entry.mode & 0o111 ? 0o755 : 0o644 });
}
