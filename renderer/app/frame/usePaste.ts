import { useEffect } from 'react';
import { useT } from '../../ui/appearance.tsx';
import { pasteTables } from '../intake-files.ts';

/** In a field a paste is for the field. */
const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea'));

/** A table may be pasted anywhere in the window. */
export function usePaste(allowed: boolean, onFailed: (error: unknown) => void): void {
  const t = useT();
  useEffect(() => {
    if (!allowed) return undefined;
    const onPaste = (event: ClipboardEvent): void => {
      if (!event.clipboardData || isField(event.target)) return;
      event.preventDefault();
      pasteTables(event.clipboardData, t('intake.clipboard')).catch(onFailed);
    };
    window.addEventListener('paste', onPaste);
    return () => window.removeEventListener('paste', onPaste);
  }, [allowed, onFailed, t]);
}
