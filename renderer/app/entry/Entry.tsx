import { type ReactNode, useEffect, useState } from 'react';
import { useT } from '../../ui/appearance.tsx';
import { LanguageSwitch, Logo, ThemeSwitch } from '../frame/Header.tsx';
import { shell } from '../shell.ts';

/** The calm page around first start and sign-in. */
export function Entry({ children, wide }: { readonly children: ReactNode; readonly wide?: boolean }) {
  const t = useT();
  const [version, setVersion] = useState('');
  useEffect(() => {
    void shell.info().then((info) => setVersion(info.appVersion));
  }, []);
  return (
    <div className="entry">
      <header className="entry-top">
        <LanguageSwitch />
        <ThemeSwitch />
      </header>
      <main className={wide ? 'entry-card entry-wide' : 'entry-card'} aria-label={t('app.name')}>
        <div className="entry-brand">
          <Logo size={34} />
          <span>
            <b>{t('app.name')}</b>
            <small>{t('app.title')}</small>
          </span>
        </div>
        {children}
      </main>
      <footer className="entry-foot">
        <span>{t('lock.banner')}</span>
        {version !== '' && <span>{t('lock.version', { version })}</span>}
      </footer>
    </div>
  );
}
