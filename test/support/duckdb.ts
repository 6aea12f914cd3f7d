import { DuckDBInstance } from '@duckdb/node-api';

/** A DuckDB of its own in memory: an independent writer and reader for tests. */
export interface Duck {
  run(query: string): Promise<void>;
  /** All rows, every value as DuckDB gives it to JavaScript. */
  rows(query: string): Promise<readonly (readonly unknown[])[]>;
  close(): void;
}

/** Opens a DuckDB in memory. */
export async function openDuck(): Promise<Duck> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  return {
    run: async (query) => {
      await connection.run(query);
    },
    rows: async (query) => (await connection.runAndReadAll(query)).getRowsJS(),
    close: () => connection.closeSync(),
  };
}

/** A text as an SQL literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
