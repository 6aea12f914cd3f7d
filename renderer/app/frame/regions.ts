/** F6 walks through the regions of the window in reading order; each gets its last focused element back. */
const last = new WeakMap<Element, HTMLElement>();

const focusable = 'a[href], button:not([disabled]), input:not([disabled]), select, textarea, [tabindex]:not([tabindex="-1"])';

/** Remembers, per region, where the focus was. */
export function rememberFocus(event: FocusEvent): void {
  const { target } = event;
  if (!(target instanceof HTMLElement)) return;
  const region = target.closest('[data-region]');
  if (region) last.set(region, target);
}

/** Moves the focus to the next (or previous) region. */
export function nextRegion(backwards: boolean): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter((region) => region.offsetParent !== null);
  if (regions.length === 0) return;
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  const step = backwards ? -1 : 1;
  const next = regions[(Math.max(at, backwards ? 0 : -1) + step + regions.length) % regions.length];
  if (next) focusRegion(next);
}

/** Gives a region the focus: where it was last, else its first control, else itself. */
export function focusRegion(region: HTMLElement): void {
  const before = last.get(region);
  if (before && region.contains(before)) {
    before.focus();
    return;
  }
  const first = region.querySelector<HTMLElement>(focusable);
  if (first) first.focus();
  else {
    region.tabIndex = -1;
    region.focus();
  }
}

/** After a screen change the focus must not fall to nothing: it goes to the content when its element is gone. */
export function keepFocus(): void {
  if (document.activeElement !== document.body && document.activeElement !== null) return;
  const main = document.querySelector<HTMLElement>('main[data-region]');
  if (!main) return;
  main.tabIndex = -1;
  main.focus({ preventScroll: true });
}
