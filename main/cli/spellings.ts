import { clusterMethods, type Clusters, similarityLimits } from '../../contract/methods/clusters.ts';
import { clustersDocument, columnWithSpellings, type FindInput, type FoundClusters } from '../../engine/clusters/index.ts';
import { maskKindOf, maskValue } from '../../engine/semantics/index.ts';
import { table, type Terminal } from './terminal.ts';
import type { Loaded } from './work.ts';

/** Clusters of a method that are printed; `--json` has more of them. */
const PRINTED = 10;
const LISTED = 500;
const SPELLINGS = 6;

/** Spellings of one thing in a column of a loaded file, as every method finds them. */
export async function clustersOf(
  name: string,
  { file }: Loaded['result'],
  runner: Loaded['runner'],
  reveal: boolean,
  terminal: Terminal,
): Promise<readonly Clusters[]> {
  const column = columnWithSpellings(file, name);
  const mask = reveal || maskKindOf(column.semantic) === 'none' ? null : (value: string) => maskValue(column.semantic, value);
  const all: Clusters[] = [];
  for (const method of clusterMethods) {
    const similarity = similarityLimits.usual;
    const input: FindInput = { file, column: column.index, method, similarity, limit: LISTED };
    const found = await runner.run<FoundClusters>('clusters.find', input, { signal: terminal.signal, onProgress: terminal.progress });
    all.push(clustersDocument(found, { column, method, similarity }, mask, () => false));
  }
  return all;
}

/** The largest clusters of every method, the proposed spelling first. */
export function printClusters(all: readonly Clusters[], terminal: Terminal): void {
  for (const { column, method, total, rowsOtherwise, distinct, clusters } of all) {
    terminal.out(
      terminal.t('cli.clusters.summary', { column, method: terminal.t(`clusters.method.${method}`), total, rows: rowsOtherwise, distinct }),
    );
    if (clusters.length === 0) continue;
    const rows = clusters.slice(0, PRINTED).map(({ sure, values, more }) => [
      terminal.t(`clusters.sure.${sure}`),
      values
        .slice(0, SPELLINGS)
        .map(({ value, count }) => `${value.slice(0, 40)}(${count})`)
        .join(' | ') + (values.length + more > SPELLINGS ? ' …' : ''),
    ]);
    for (const line of table([[terminal.t('clusters.sure'), terminal.t('clusters.values')], ...rows])) terminal.out(line);
  }
}
