import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A list of 400 rows with one broken id (row 8) and one row with too few fields (row 10); returns its path. */
export function writeList(): string {
  const file = join(mkdtempSync(join(tmpdir(), 'jiadi-e2e-list-')), '老年优待证.csv');
  const rows = Array.from(
    { length: 400 },
    (_, i) =>
      `YD${String(i + 1).padStart(6, '0')},${i % 2 === 0 ? '11010519491231002X' : '440524188001010014'},福田区,2026-0${(i % 9) + 1}-15`,
  );
  rows[7] = 'YD000008,110105194912310021,福田区,2026-01-15';
  rows[9] = 'YD000010,11010519491231002X';
  writeFileSync(file, `证号,身份证号,区划,发证日期\n${rows.join('\n')}\n`);
  return file;
}
