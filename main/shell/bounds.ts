/** A rectangle on the desktop, in device-independent pixels. */
export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const smallestWindow = { width: 960, height: 620 } as const;
const usualWindow = { width: 1440, height: 900 } as const;
/** As much of a window must lie on a screen, so that its title bar can be grasped. */
const VISIBLE_MIN = 120;

/** The place for a window: the remembered one if it can still be seen and grasped on a screen of today, else the middle of the first screen. */
export function placeWindow(remembered: Bounds | null, screens: readonly Bounds[]): Bounds {
  const first = screens[0] ?? { x: 0, y: 0, ...usualWindow };
  const graspable = remembered ? screens.filter((screen) => canGrasp(remembered, screen)) : [];
  const [nearest] = graspable;
  if (!remembered || !nearest) return centred(first);
  const home = graspable.reduce((best, screen) => (overlap(remembered, screen) > overlap(remembered, best) ? screen : best), nearest);
  const width = Math.max(smallestWindow.width, Math.min(remembered.width, home.width));
  const height = Math.max(smallestWindow.height, Math.min(remembered.height, home.height));
  // cut to its screen, a window may have lost the part that lay there
  const x = Math.min(Math.max(remembered.x, home.x - width + VISIBLE_MIN), home.x + home.width - VISIBLE_MIN);
  return { x: Math.round(x), y: Math.round(remembered.y), width: Math.round(width), height: Math.round(height) };
}

function centred(screen: Bounds): Bounds {
  const width = Math.min(usualWindow.width, screen.width);
  const height = Math.min(usualWindow.height, screen.height);
  return { x: Math.round(screen.x + (screen.width - width) / 2), y: Math.round(screen.y + (screen.height - height) / 2), width, height };
}

function shared(startA: number, lengthA: number, startB: number, lengthB: number): number {
  return Math.max(0, Math.min(startA + lengthA, startB + lengthB) - Math.max(startA, startB));
}

function overlap(a: Bounds, b: Bounds): number {
  return shared(a.x, a.width, b.x, b.width) * shared(a.y, a.height, b.y, b.height);
}

function canGrasp(window: Bounds, screen: Bounds): boolean {
  const titleOnScreen = window.y >= screen.y && window.y <= screen.y + screen.height - VISIBLE_MIN;
  return titleOnScreen && shared(window.x, window.width, screen.x, screen.width) >= VISIBLE_MIN;
}
