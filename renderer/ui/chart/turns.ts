/** How long drawing may take of a frame before the rest waits for the next one. */
const FRAME_MS = 4;

const waiting: (() => void)[] = [];
let asked = false;

function draw(): void {
  asked = false;
  const begun = performance.now();
  while (performance.now() - begun < FRAME_MS) {
    const next = waiting.shift();
    if (!next) return;
    next();
  }
  ask();
}

function ask(): void {
  if (asked || waiting.length === 0) return;
  asked = true;
  requestAnimationFrame(draw);
}

/** Does small pieces of drawing one after the other, a few in each frame; returns the way to take one back. */
export function inTurn(work: () => void): () => void {
  waiting.push(work);
  ask();
  return () => {
    const at = waiting.indexOf(work);
    if (at >= 0) waiting.splice(at, 1);
  };
}
