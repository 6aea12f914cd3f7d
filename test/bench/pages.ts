import type { Bench } from './bench.ts';
import type { PagesOutput } from './pages.child.ts';

/** Pages of 100 rows anywhere in the million: in file order, sorted, filtered; encrypted against plain. */
export const pagesBench: Bench = {
  name: 'pages',
  about: 'grid pages of 100 rows anywhere in the population file',
  run: async (context) => {
    const path = context.population();
    const one = async (encrypted: boolean) =>
      (await context.child<PagesOutput>('pages.child.ts', { path, folder: context.scratch, encrypted })).output;
    const plain = await one(false);
    const sealed = await one(true);
    return [
      { name: 'page in file order, p50', value: sealed.plain.p50, unit: 'ms' },
      { name: 'page in file order, p95', value: sealed.plain.p95, unit: 'ms', budget: 'pages.p95Ms' },
      { name: 'page sorted by a date, p50', value: sealed.sorted.p50, unit: 'ms' },
      { name: 'page sorted by a date, p95', value: sealed.sorted.p95, unit: 'ms', budget: 'pages.p95Ms' },
      { name: 'page filtered, p95', value: sealed.filtered.p95, unit: 'ms', budget: 'pages.p95Ms' },
      { name: 'first sorted page (builds the index)', value: sealed.sortBuildMs, unit: 'ms' },
      { name: 'first filtered page (builds the index)', value: sealed.filterBuildMs, unit: 'ms' },
      { name: 'page through the scan worker, p95', value: sealed.task.p95, unit: 'ms', budget: 'pages.p95Ms' },
      { name: 'facet of a column', value: sealed.facetMs, unit: 'ms' },
      { name: 'scan encrypted / plain', value: sealed.scanMs / plain.scanMs, unit: 'x', budget: 'scan.encryption' },
    ];
  },
};
