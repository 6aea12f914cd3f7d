/**
 * What a cancel may take in a test. A second is promised, and measured by `npm run bench answers`; tests run on busy machines, and are to catch what does not
 * stop at all: the work they cut off would go on for much longer.
 */
export const PROMPT_MS = 3_000;
