import { Button, Dropdown, Segmented, Tooltip } from 'antd';
import { useAppearance, useT } from '../../ui/appearance.tsx';
import { formatClock, formatCount } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';
import { Chip, Keys } from '../../ui/parts.tsx';
import { wallMs } from '../clock.ts';
import { useQuery } from '../engine.ts';
import { usePreferences } from '../preferences.tsx';
import { setReveal, useReveal, useTick } from '../reveal.ts';
import { hrefOf } from '../router.ts';
import { useSession } from '../session.tsx';

/** Where we are, the search, and how things stand: network, masking, language, theme, person. */
export function Header({ onPalette, skipHref }: { readonly onPalette: () => void; readonly skipHref: string }) {
  const t = useT();
  const { status } = useSession();
  return (
    <header className="header" data-region="header" aria-label={t('frame.header')}>
      <a
        className="skip"
        href={skipHref}
        onClick={(event) => {
          event.preventDefault();
          document.querySelector<HTMLElement>('main[data-region]')?.focus();
        }}
      >
        {t('frame.skip')}
      </a>
      <a className="brand" href={hrefOf('/home')}>
        <Logo />
        <b>{t('app.name')}</b>
      </a>
      <span className="header-place">
        <span className="header-workspace">{status.name}</span>
        {status.sample && <Chip tone="info">{t('frame.sample')}</Chip>}
      </span>
      <button type="button" className="search-button" onClick={onPalette} aria-label={t('frame.search')} aria-keyshortcuts="Control+K">
        <Icon name="search" />
        <span>{t('frame.search')}</span>
        <Keys combo="Ctrl+K" />
      </button>
      <SyncChip />
      <MaskChip />
      <LanguageSwitch />
      <ThemeSwitch />
      <UserMenu />
    </header>
  );
}

/** Four courses of a ledger under one roof. */
export function Logo({ size = 22 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" className="logo">
      <path d="M12 2 2.500 9h19z" />
      <path d="M4.500 11h15v2.500h-15zM4.500 15h10v2.500h-10zM4.500 19h15v2.500h-15z" />
    </svg>
  );
}

function SyncChip() {
  const t = useT();
  const { data } = useQuery('sync.status', undefined);
  if (!data) return null;
  const bad = data.link === 'refused' || data.counts.rejected > 0;
  return (
    <Tooltip title={t('frame.sync.hint')}>
      <span
        tabIndex={0}
        role="note"
        aria-label={[t(`frame.sync.${data.link}`), t('frame.sync.queued', { count: data.counts.queued })].join(' ')}
      >
        <Chip tone={bad ? 'warn' : data.link === 'online' ? 'good' : 'plain'} icon="sync">
          {t(`frame.sync.${data.link}`)}
          {data.counts.queued > 0 && <span> · {t('frame.sync.queued', { count: formatCount(data.counts.queued) })}</span>}
          {data.counts.rejected > 0 && <span> · {t('frame.sync.rejected', { count: formatCount(data.counts.rejected) })}</span>}
        </Chip>
      </span>
    </Tooltip>
  );
}

function MaskChip() {
  const t = useT();
  const reveal = useReveal();
  useTick(reveal !== null);
  if (!reveal) {
    return (
      <Chip icon="lock" title={t('frame.maskedHint')}>
        {t('frame.masked')}
      </Chip>
    );
  }
  return (
    <Tooltip title={t('frame.revealedHint')}>
      <button type="button" className="chip-button" onClick={() => setReveal(null)}>
        <Chip tone="warn" icon="eye">
          {t('frame.revealed', { time: formatClock((reveal.untilMs - wallMs()) / 1000) })}
        </Chip>
      </button>
    </Tooltip>
  );
}

/** Changes the language on the spot. */
export function LanguageSwitch() {
  const t = useT();
  const { language } = useAppearance();
  const { setShell } = usePreferences();
  return (
    <Tooltip title={t('frame.language')} mouseEnterDelay={0.4}>
      <Button
        type="text"
        className="language"
        aria-label={t('frame.language')}
        onClick={() => setShell({ language: language === 'zh-CN' ? 'en' : 'zh-CN' })}
      >
        <span className={language === 'zh-CN' ? 'on' : ''}>中</span>/<span className={language === 'en' ? 'on' : ''}>En</span>
      </Button>
    </Tooltip>
  );
}

/** Light, dark, or as the system has it. */
export function ThemeSwitch() {
  const t = useT();
  const { shell, setShell } = usePreferences();
  const option = (value: 'light' | 'dark' | 'system', icon: 'sun' | 'moon' | 'screen') => ({
    value,
    title: t(`frame.theme.${value}`),
    label: (
      <span aria-label={t(`frame.theme.${value}`)} role="img">
        <Icon name={icon} size={14} />
      </span>
    ),
  });
  return (
    <Segmented
      size="small"
      aria-label={t('frame.theme')}
      value={shell.theme}
      options={[option('light', 'sun'), option('dark', 'moon'), option('system', 'screen')]}
      onChange={(theme) => setShell({ theme })}
    />
  );
}

function UserMenu() {
  const t = useT();
  const { user, lock, signOut } = useSession();
  const items = [
    { key: 'who', disabled: true, label: `${user.account} · ${user.unit}` },
    { type: 'divider' as const },
    { key: 'switch', label: t('frame.switchUser'), icon: <Icon name="users" />, onClick: signOut },
    { key: 'lock', label: t('frame.lock'), icon: <Icon name="lock" />, extra: 'Ctrl+L', onClick: lock },
  ];
  return (
    <Dropdown menu={{ items }} trigger={['click']} placement="bottomRight">
      <Button type="text" className="user-button" aria-label={t('frame.user', { name: user.name })} aria-haspopup="menu">
        <Icon name="user" />
        <span className="user-name">
          {user.name}
          <small>{t(`role.${user.role}`)}</small>
        </span>
        <Icon name="down" size={12} />
      </Button>
    </Dropdown>
  );
}
