/** Where a person was among the cards, found again on return and where finished cards take the place of growing ones. */
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { getSticky, setSticky } from '../../app/sticky.ts';
import { useLatest } from '../../ui/useLatest.ts';

export interface KeptPlace {
  /** The first column in view, and how far its row is scrolled out. */
  readonly top: { readonly column: string; readonly offset: number } | null;
  readonly at: string | null;
  readonly hasFocus: boolean;
}

const keyOf = (place: string): string => `profile.place.${place}`;

/** What was kept of a list of cards. */
export const keptPlace = (place: string): KeptPlace | undefined => getSticky(keyOf(place)) as KeptPlace | undefined;

interface View {
  readonly box: RefObject<HTMLDivElement | null>;
  readonly list: readonly { readonly name: string }[];
  readonly at: string | null;
  readonly across: number;
  readonly rowHeight: number;
  readonly kept: KeptPlace | undefined;
}

/** Scrolls to where the person was, and keeps where they are when the list goes. */
export function usePlaceKept(place: string, view: View): void {
  const latest = useLatest({ place, view });
  const { list } = view;
  const scrolledTo = useRef<number | null>(null);
  useEffect(() => {
    const { box, across, rowHeight, kept } = latest.current.view;
    const element = box.current;
    const top = kept?.top;
    // pins and alerts that come later sort the list anew: followed until the person scrolls
    if (!element || !top || (scrolledTo.current !== null && scrolledTo.current !== element.scrollTop)) return;
    const i = list.findIndex(({ name }) => name === top.column);
    if (i < 0) return;
    element.scrollTo({ top: Math.floor(i / across) * rowHeight + top.offset });
    scrolledTo.current = element.scrollTop;
  }, [latest, list]);
  // a layout effect ends while the list is still there
  useLayoutEffect(
    () => () => {
      const { box, list, at, across, rowHeight } = latest.current.view;
      const element = box.current;
      if (!element) return;
      const { scrollTop } = element;
      const row = Math.floor(scrollTop / rowHeight);
      const column = list[row * across]?.name;
      const top = scrollTop > 0 && column !== undefined ? { column, offset: scrollTop - row * rowHeight } : null;
      const kept: KeptPlace = { top, at, hasFocus: element.contains(document.activeElement) };
      setSticky(keyOf(latest.current.place), kept);
    },
    [latest],
  );
}
