import { Button, Skeleton } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import type { JiadiError } from '../../contract/errors.ts';
import { useAppearance, useT } from './appearance.tsx';
import { copyText } from './clipboard.ts';
import { describeError, errorDetails } from './error-words.ts';
import { Icon } from './icons.tsx';

/** What belongs here, and the button that brings it. */
export function EmptyState(props: {
  readonly title: string;
  readonly hint?: ReactNode;
  readonly action?: ReactNode;
  readonly icon?: ReactNode;
  readonly small?: boolean;
  /** It stands for the whole screen: its title is the heading. */
  readonly heading?: boolean;
}) {
  const Title = props.heading ? 'h1' : 'div';
  return (
    <div className={props.small ? 'ui-empty ui-empty-small' : 'ui-empty'}>
      <div className="ui-empty-icon" aria-hidden="true">
        {props.icon ?? <Icon name="inbox" size={props.small ? 24 : 36} />}
      </div>
      <Title className="ui-empty-title">{props.title}</Title>
      {props.hint !== undefined && <div className="ui-empty-hint">{props.hint}</div>}
      {props.action !== undefined && <div className="ui-actions">{props.action}</div>}
    </div>
  );
}

/** Nothing fits the filters: says which are active and offers to clear them; never the first-run text. */
export function EmptyFiltered({ filters, onClear }: { readonly filters: readonly string[]; readonly onClear: () => void }) {
  const t = useT();
  return (
    <EmptyState
      small
      icon={<Icon name="filter" size={24} />}
      title={t('ui.emptyFiltered')}
      hint={t('ui.emptyFilteredHint', { filters: filters.join(' · ') })}
      action={<Button onClick={onClear}>{t('ui.clearFilters')}</Button>}
    />
  );
}

/** Mistakes in what somebody typed: nothing could have been lost. */
const ofPerson: ReadonlySet<string> = new Set(['wrong-password', 'locked-out', 'weak-password', 'invalid-input', 'already-exists']);

/** What went wrong, what was kept and what to do, from an error's code. */
export function ErrorPanel(props: {
  readonly error: JiadiError;
  readonly onRetry?: () => void;
  readonly onClose?: () => void;
  readonly title?: string;
  readonly actions?: ReactNode;
  readonly quiet?: boolean;
}) {
  const { error, onRetry, onClose } = props;
  const t = useT();
  const { language } = useAppearance();
  const [copied, setCopied] = useState(false);
  const denied = error.code === 'denied' || error.code === 'not-supported-yet';
  return (
    <div role={props.quiet ? undefined : 'alert'} className={denied ? 'ui-error ui-error-denied' : 'ui-error'}>
      <Icon name={denied ? 'lock' : 'alert'} size={20} />
      <div className="ui-error-body">
        <strong>{props.title ?? t('ui.error.title')}</strong>
        <p>{describeError(language, error)}</p>
        {!denied && !ofPerson.has(error.code) && <p className="ui-muted">{t('ui.error.kept')}</p>}
        <div className="ui-actions">
          {onRetry && !denied && (
            <Button size="small" type="primary" onClick={onRetry}>
              {t('ui.retry')}
            </Button>
          )}
          {props.actions}
          <Button size="small" onClick={() => setCopied(copyText(errorDetails(error)))}>
            {copied ? t('ui.copied') : t('ui.copyDetails')}
          </Button>
          {onClose && (
            <Button size="small" onClick={onClose}>
              {t('ui.close')}
            </Button>
          )}
          <span className="ui-muted ui-code">{t('ui.error.code', { code: error.code })}</span>
        </div>
      </div>
    </div>
  );
}

/** True after `ms`; false again as soon as `waiting` ends. */
export function useLate(waiting: boolean, ms: number): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!waiting) return undefined;
    const timer = setTimeout(() => setLate(true), ms);
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [waiting, ms]);
  return waiting && late;
}

interface Loaded<T> {
  readonly data: T | undefined;
  readonly error: JiadiError | null;
  readonly refreshing: boolean;
  readonly reload: () => void;
}

/** Nothing for 150 ms, then a skeleton; on failure the error; while refreshing the old content, dimmed. */
export function Load<T>({
  of,
  skeleton,
  children,
}: {
  readonly of: Loaded<T>;
  readonly skeleton?: ReactNode;
  readonly children: (data: T) => ReactNode;
}) {
  const t = useT();
  const waiting = of.data === undefined && of.error === null;
  const slow = useLate(waiting, 150);
  const dim = useLate(of.refreshing && of.data !== undefined, 400);
  if (of.data === undefined) {
    if (of.error) return <ErrorPanel error={of.error} onRetry={of.reload} />;
    if (!slow) return null;
    return (
      <div aria-busy="true" aria-label={t('ui.loading')}>
        {skeleton ?? <Skeleton active paragraph={{ rows: 4 }} />}
      </div>
    );
  }
  return (
    <div className={dim ? 'ui-load ui-dim' : 'ui-load'} aria-busy={dim}>
      {dim && <span className="ui-updating">{t('ui.updating')}</span>}
      {of.error && <ErrorPanel error={of.error} onRetry={of.reload} />}
      {children(of.data)}
    </div>
  );
}
