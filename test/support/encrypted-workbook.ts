/** A workbook under a password, as small as it gets: a compound file ([MS-CFB]) whose directory names the streams of [MS-OFFCRYPTO] 2.3.1. */
export function encryptedWorkbook(): Uint8Array {
  const sector = 512;
  const packageBytes = 4096;
  const packageSectors = packageBytes / sector;
  const bytes = Buffer.alloc(sector * (3 + packageSectors));
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(bytes);
  bytes.writeUInt16LE(0x3e, 24);
  bytes.writeUInt16LE(3, 26);
  bytes.writeUInt16LE(0xfffe, 28);
  bytes.writeUInt16LE(9, 30);
  bytes.writeUInt16LE(6, 32);
  bytes.writeUInt32LE(1, 44);
  bytes.writeUInt32LE(1, 48);
  bytes.writeUInt32LE(4096, 56);
  bytes.writeUInt32LE(0xfffffffe, 60);
  bytes.writeUInt32LE(0xfffffffe, 68);
  bytes.fill(0xff, 76, sector * 2);
  bytes.writeUInt32LE(0, 76);
  // sector 0 is the allocation table, sector 1 the directory, the package follows
  const table = [
    0xfffffffd,
    0xfffffffe,
    ...Array.from({ length: packageSectors }, (_, i) => (i + 1 < packageSectors ? i + 3 : 0xfffffffe)),
  ];
  table.forEach((next, i) => bytes.writeUInt32LE(next, sector + i * 4));
  ['Root Entry', 'EncryptedPackage'].forEach((name, i) => {
    const at = sector * 2 + i * 128;
    bytes.write(name, at, 'utf16le');
    bytes.writeUInt16LE((name.length + 1) * 2, at + 64);
    bytes[at + 66] = i === 0 ? 5 : 2;
    bytes.writeUInt32LE(i === 0 ? 0xfffffffe : 2, at + 116);
    bytes.writeUInt32LE(i === 0 ? 0 : packageBytes, at + 120);
  });
  return bytes;
}
