import { existsSync, renameSync } from 'node:fs';
import { writeBigWorkbook } from '../support/big-workbook.ts';
import type { Bench } from './bench.ts';
import type { ImportOutput } from './import.child.ts';

/** A workbook as a spreadsheet program saves it: its shared texts stand before the rows, so all of them must be at hand while rows are read. */
export const workbookBench: Bench = {
  name: 'workbook',
  about: 'import + profile of the population file as a workbook with shared texts',
  optIn: true,
  run: async (context) => {
    const path = `${context.scratch}/../population-${context.rows}.xlsx`;
    if (!existsSync(path)) {
      context.log(`generating ${path}`);
      const { texts } = await writeBigWorkbook(`${path}.part`, context.rows);
      context.log(`${texts} shared texts`);
      renameSync(`${path}.part`, path);
    }
    const { output, peakMb } = await context.child<ImportOutput>('import.child.ts', {
      path,
      folder: context.scratch,
      encrypted: true,
      once: true,
    });
    return [
      { name: 'import + profile', value: output.totalS, unit: 's' },
      { name: 'peak memory', value: peakMb, unit: 'MB', budget: 'import.peakMb' },
    ];
  },
};
