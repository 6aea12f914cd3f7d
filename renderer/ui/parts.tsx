import { Button, Modal, Tooltip } from 'antd';
import { type ReactNode, useId } from 'react';
import { useT } from './appearance.tsx';
import { Icon, type IconName } from './icons.tsx';

export type Level = 'red' | 'orange' | 'yellow' | 'blue' | 'ok' | 'none';

const shapes: Readonly<Record<Level, string>> = { red: '▲', orange: '◆', yellow: '■', blue: '●', ok: '✓', none: '○' };

/** A level as shape, colour and word together, so that no one of them is needed to understand it. */
export function LevelChip({ level, children }: { readonly level: Level; readonly children?: ReactNode }) {
  const t = useT();
  return (
    <span className={`ui-level ui-level-${level}`}>
      <span aria-hidden="true">{shapes[level]}</span> {children ?? t(`ui.level.${level}`)}
    </span>
  );
}

/** A small label; tones are semantic, not decorative. */
export function Chip(props: {
  readonly tone?: 'plain' | 'info' | 'good' | 'warn' | 'bad';
  readonly icon?: IconName;
  readonly children: ReactNode;
  readonly title?: string;
}) {
  return (
    <span className={`ui-chip ui-chip-${props.tone ?? 'plain'}`} title={props.title}>
      {props.icon && <Icon name={props.icon} size={12} />}
      {props.children}
    </span>
  );
}

/** A button that is only an icon; its label is its tooltip. */
export function IconButton(props: {
  readonly icon: IconName;
  readonly label: string;
  readonly onClick?: () => void;
  readonly keys?: string;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly size?: number;
}) {
  return (
    <Tooltip title={props.keys ? `${props.label} (${props.keys})` : props.label} mouseEnterDelay={0.4}>
      <Button
        type="text"
        className="ui-icon-button"
        aria-label={props.label}
        aria-pressed={props.pressed}
        disabled={props.disabled}
        onClick={props.onClick}
        icon={<Icon name={props.icon} size={props.size ?? 16} />}
      />
    </Tooltip>
  );
}

/** A number with its name above and what it stands on below. */
export function Stat(props: {
  readonly label: string;
  readonly value: ReactNode;
  readonly note?: ReactNode;
  readonly onOpen?: () => void;
}) {
  const body = (
    <>
      <span className="ui-stat-label">{props.label}</span>
      <span className="ui-stat-value">{props.value}</span>
      {props.note !== undefined && <span className="ui-stat-note">{props.note}</span>}
    </>
  );
  if (!props.onOpen) return <div className="ui-stat">{body}</div>;
  return (
    <button type="button" className="ui-stat ui-stat-open" onClick={props.onOpen}>
      {body}
    </button>
  );
}

/** A titled box. */
export function Card(props: {
  readonly title?: ReactNode;
  readonly extra?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
  readonly flush?: boolean;
}) {
  const id = useId();
  return (
    <section className={`ui-card ${props.className ?? ''}`} aria-labelledby={props.title === undefined ? undefined : id}>
      {props.title !== undefined && (
        <header className="ui-card-head">
          <h2 id={id}>{props.title}</h2>
          {props.extra}
        </header>
      )}
      <div className={props.flush ? 'ui-card-body ui-flush' : 'ui-card-body'}>{props.children}</div>
    </section>
  );
}

/** A labelled control with its hint or mistake; the control gets the id that its label names. */
export function Field(props: {
  readonly label: string;
  readonly children: (id: string, describedBy: string | undefined) => ReactNode;
  readonly hint?: ReactNode;
  readonly problem?: string | null;
  readonly required?: boolean;
}) {
  const id = useId();
  const t = useT();
  const said = props.problem ?? props.hint;
  return (
    <div className="ui-field">
      <label htmlFor={id}>
        {props.label}
        {props.required && (
          <span className="ui-required" title={t('ui.required')} aria-hidden="true">
            *
          </span>
        )}
      </label>
      {props.children(id, said ? `${id}-said` : undefined)}
      {said && (
        <div id={`${id}-said`} className={props.problem ? 'ui-field-problem' : 'ui-field-hint'} role={props.problem ? 'alert' : undefined}>
          {said}
        </div>
      )}
    </div>
  );
}

/** Names and values in two columns. */
export function Facts({ rows }: { readonly rows: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="ui-facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Asks before something that cannot be undone. */
export function ConfirmDialog(props: {
  readonly open: boolean;
  readonly title: string;
  readonly children: ReactNode;
  readonly confirm: string;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly busy?: boolean;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}) {
  const t = useT();
  return (
    <Modal
      open={props.open}
      title={props.title}
      okText={props.confirm}
      cancelText={t('ui.cancel')}
      // Enter answers: yes, or no where yes could hurt
      okButtonProps={{ danger: props.danger, disabled: props.disabled, autoFocus: !props.danger && !props.disabled }}
      cancelButtonProps={{ autoFocus: props.danger ?? false }}
      confirmLoading={props.busy}
      onOk={props.onConfirm}
      onCancel={props.onCancel}
      width={440}
      destroyOnHidden
    >
      {props.children}
    </Modal>
  );
}

/** A keyboard key or combination as it is printed on the keys. */
export function Keys({ combo }: { readonly combo: string }) {
  return (
    <span className="ui-keys">
      {combo.split('+').map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </span>
  );
}
