/** What the scripts tell the person at the terminal; everything goes to stderr so that results on stdout stay clean. */

/** An expected obstacle: one sentence that says what is missing and how to mend it. */
export class SetupError extends Error {}

/** A signal asked the script to stop; thrown so that every `finally` on the way out runs. */
export class Stopped extends Error {
  constructor(exitCode) {
    super('stopped by a signal');
    this.exitCode = exitCode;
  }
}

/** Prints one line. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Seconds since `startMs` (of `performance.now()`), with one decimal. */
export function secondsSince(startMs) {
  return `${((performance.now() - startMs) / 1000).toFixed(1)} s`;
}

/** Runs a script's main function: expected obstacles end with exit code 2 and one sentence, mistakes of ours with 3. */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    if (error instanceof Stopped) {
      process.exitCode = error.exitCode;
    } else if (error instanceof SetupError) {
      say(`jiadi: ${error.message}`);
      process.exitCode = 2;
    } else {
      say(error instanceof Error ? (error.stack ?? error.message) : String(error));
      process.exitCode = 3;
    }
  }
}
