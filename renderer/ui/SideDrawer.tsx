import { Drawer } from 'antd';
import { type ReactNode, useEffect, useRef } from 'react';

/** A panel from the right above the screen; Esc closes it and the focus goes back to where it was. */
export function SideDrawer(props: {
  readonly open: boolean;
  readonly title: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly width?: number;
  readonly extra?: ReactNode;
  readonly footer?: ReactNode;
}) {
  const before = useRef<Element | null>(null);
  const { open } = props;
  useEffect(() => {
    if (open) before.current = document.activeElement;
    else if (before.current instanceof HTMLElement && before.current.isConnected) before.current.focus();
  }, [open]);
  return (
    <Drawer
      open={open}
      title={props.title}
      onClose={props.onClose}
      extra={props.extra}
      footer={props.footer}
      size={props.width ?? 520}
      destroyOnHidden
      styles={{ body: { padding: 16 }, wrapper: { maxWidth: '92vw' } }}
    >
      {props.children}
    </Drawer>
  );
}
