const signatures: readonly (readonly [readonly number[], string])[] = [
  [[0x42, 0x5a, 0x68], 'bzip2'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'zstd'],
  [[0x37, 0x7a, 0xbc, 0xaf], '7z'],
  [[0x52, 0x61, 0x72, 0x21], 'rar'],
  [[0x25, 0x50, 0x44, 0x46, 0x2d], 'pdf'],
  [[0x89, 0x50, 0x4e, 0x47], 'binary:PNG'],
  [[0xff, 0xd8, 0xff], 'binary:JPEG'],
  [[0x47, 0x49, 0x46, 0x38], 'binary:GIF'],
  [[0x7f, 0x45, 0x4c, 0x46], 'binary:ELF'],
  [[0x4d, 0x5a, 0x90, 0x00], 'binary:EXE'],
];

/** Name of a known format that has no reader, `binary` (or `binary:PNG` …) for what is no data file, or null. */
export function foreignFormat(head: Uint8Array): string | null {
  if (startsWith(head, [0x50, 0x4b, 3, 4]) || startsWith(head, [0x50, 0x4b, 5, 6])) return 'zip';
  return signatures.find(([bytes]) => startsWith(head, bytes))?.[1] ?? null;
}

/** True when the bytes begin with the given ones. */
export function startsWith(head: Uint8Array, bytes: readonly number[]): boolean {
  return bytes.every((byte, index) => head[index] === byte);
}
