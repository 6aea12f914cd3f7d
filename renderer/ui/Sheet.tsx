import { type ReactNode, useEffect, useRef } from 'react';
import { useT } from './appearance.tsx';
import { IconButton } from './parts.tsx';

/** A panel above everything that keeps the focus inside and gives it back when closed (Esc, or a click beside it). */
export function Sheet(props: {
  readonly label: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly wide?: boolean;
  readonly bare?: boolean;
}) {
  const t = useT();
  const box = useRef<HTMLDialogElement>(null);
  const { label, onClose } = props;
  useEffect(() => {
    const dialog = box.current;
    if (!dialog) return undefined;
    const before = document.activeElement;
    dialog.showModal();
    return () => {
      dialog.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    // the backdrop belongs to the dialog itself, so a press beside the panel arrives here
    <dialog
      ref={box}
      aria-label={label}
      className={props.wide ? 'ui-sheet ui-sheet-wide' : 'ui-sheet'}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => {
        if (event.target === box.current) onClose();
      }}
    >
      <div className="ui-sheet-body">
        {!props.bare && (
          <header className="ui-sheet-head">
            <h2>{label}</h2>
            <IconButton icon="close" label={t('ui.close')} onClick={onClose} />
          </header>
        )}
        {props.children}
      </div>
    </dialog>
  );
}
