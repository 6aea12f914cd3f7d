/** Products that speak the protocol of PostgreSQL, by what `version()` says; the first that fits counts. */
const postgresKin: readonly (readonly [product: string, version: RegExp])[] = [
  ['KingbaseES', /KingbaseES\s+V?([\w.]+)/i],
  ['GaussDB', /GaussDB(?: Kernel)?\s+V?([\w.]+)/],
  ['openGauss', /openGauss\s+([\w.]+)/],
  ['Greenplum', /Greenplum Database\s+([\w.]+)/],
  ['PostgreSQL', /PostgreSQL\s+([\w.]+)/],
];

/** Products that speak the protocol of MySQL, by version and its comment. */
const mysqlKin: readonly (readonly [product: string, version: RegExp])[] = [
  ['TiDB', /TiDB-v?([\w.]+)/],
  ['OceanBase', /OceanBase[\w-]*[\s-]v?([\d.]+)/i],
  ['StarRocks', /StarRocks(?: version)?\s+([\w.]+)/i],
  ['Doris', /Doris(?: version)?\s+(?:doris-)?([\w.]+)/i],
  ['MariaDB', /^([\d.]+)-MariaDB/],
  ['MySQL', /^([\d.]+)/],
];

/** Name and version of a server of PostgreSQL's kin. */
export function pgProduct(version: string): { readonly product: string; readonly version: string } {
  return named(postgresKin, version, 'PostgreSQL');
}

/** Name and version of a server of MySQL's kin. */
export function myProduct(version: string, comment: string): { readonly product: string; readonly version: string } {
  return named(mysqlKin, `${version} ${comment}`, 'MySQL');
}

function named(kin: typeof mysqlKin, text: string, otherwise: string): { readonly product: string; readonly version: string } {
  for (const [product, pattern] of kin) {
    const version = pattern.exec(text)?.[1];
    if (version !== undefined) return { product, version };
  }
  return { product: otherwise, version: text.trim().slice(0, 60) };
}
