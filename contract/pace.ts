import type { Progress } from './method.ts';

/** How fast work goes, and for how long it will. */
export interface Speed {
  /** Units of the progress per second over the last seconds; null while there is too little to tell. */
  readonly perSecond: number | null;
  /** Null while the end is not known, nothing moves, or the phase is too young. */
  readonly secondsLeft: number | null;
}

/** Only what went on lately tells how it will go on. */
const WINDOW_MS = 5_000;
const RATE_FROM_MS = 400;
const LEFT_FROM_MS = 3_000;

/** Tells the speed of work from its progress: every phase anew, for its steps are not those of the phase before. */
export class Pace {
  readonly #samples: { readonly atMs: number; readonly done: number }[] = [];
  #phase = '';
  #sinceMs = 0;

  /** Takes a progress told at a time of a clock that never goes back. */
  at(nowMs: number, { phase, done, total }: Progress): Speed {
    const last = this.#samples.at(-1);
    // a phase that begins again from nothing is a new one
    if (phase !== this.#phase || (last && done < last.done)) {
      this.#samples.length = 0;
      this.#phase = phase;
      this.#sinceMs = nowMs;
    }
    this.#samples.push({ atMs: nowMs, done });
    while (this.#samples.length > 2 && nowMs - (this.#samples[0]?.atMs ?? nowMs) > WINDOW_MS) this.#samples.shift();
    const [first] = this.#samples;
    const tookMs = first ? nowMs - first.atMs : 0;
    const perSecond = first && tookMs >= RATE_FROM_MS ? ((done - first.done) * 1000) / tookMs : null;
    const tells = perSecond !== null && perSecond > 0 && total !== null && nowMs - this.#sinceMs >= LEFT_FROM_MS;
    return { perSecond, secondsLeft: tells ? Math.max(0, total - done) / perSecond : null };
  }
}
