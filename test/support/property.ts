/** Settings of a property test: a fixed seed unless `JIADI_SEED` gives another; fast-check prints the seed of a failure. */
export function propertyRuns(numRuns: number): { readonly numRuns: number; readonly seed: number; readonly verbose: 1 } {
  const factor = Number(process.env['JIADI_RUNS_FACTOR'] ?? 1);
  return { numRuns: Math.max(1, Math.round(numRuns * factor)), seed: Number(process.env['JIADI_SEED'] ?? 20261123), verbose: 1 };
}
