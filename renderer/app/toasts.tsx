import { Button } from 'antd';
import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react';
import { useT } from '../ui/appearance.tsx';
import { Icon } from '../ui/icons.tsx';
import { IconButton } from '../ui/parts.tsx';

export interface Toast {
  readonly text: string;
  readonly tone?: 'good' | 'warn' | 'bad';
  readonly action?: { readonly word: string; readonly run: () => void };
}

const ClearContext = createContext<() => void>(() => undefined);
const ToastContext = createContext<(toast: Toast) => void>(() => undefined);

/** Says something in passing: `toast({ text })`. */
export const useToast = (): ((toast: Toast) => void) => useContext(ToastContext);

/** Takes all messages away: the next person is not told what the last one did. */
export const useClearToasts = (): (() => void) => useContext(ClearContext);

const shownMs = 6000;

/** The place where passing messages appear; they are announced politely and stay long enough to be read. */
export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const t = useT();
  const [list, setList] = useState<readonly (Toast & { readonly id: number })[]>([]);
  const next = useRef(1);
  const drop = useCallback((id: number) => setList((old) => old.filter((toast) => toast.id !== id)), []);
  const add = useCallback(
    (toast: Toast) => {
      const id = next.current;
      next.current += 1;
      setList((old) => [...old.slice(-3), { ...toast, id }]);
      setTimeout(() => drop(id), toast.action ? shownMs * 2 : shownMs);
    },
    [drop],
  );
  const clear = useCallback(() => setList([]), []);
  const region = useMemo(
    () => (
      <div className="toasts" role="status" aria-label={t('frame.toasts')}>
        {list.map((toast) => (
          <div key={toast.id} className={`toast toast-${toast.tone ?? 'good'}`}>
            <Icon name={toast.tone === 'bad' || toast.tone === 'warn' ? 'alert' : 'check'} />
            <span>{toast.text}</span>
            {toast.action && (
              <Button
                size="small"
                type="link"
                onClick={() => {
                  toast.action?.run();
                  drop(toast.id);
                }}
              >
                {toast.action.word}
              </Button>
            )}
            <IconButton icon="close" size={12} label={t('ui.close')} onClick={() => drop(toast.id)} />
          </div>
        ))}
      </div>
    ),
    [list, drop, t],
  );
  return (
    <ToastContext.Provider value={add}>
      <ClearContext.Provider value={clear}>{children}</ClearContext.Provider>
      {region}
    </ToastContext.Provider>
  );
}
