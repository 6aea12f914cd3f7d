/** The person's choices about the window: kept by the shell (theme, language, zoom, idle lock) and by the workspace (font size, density). */
import { ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import type { ShellSettings } from '../../contract/shell.ts';
import { t } from '../../contract/text/index.ts';
import { type Appearance, AppearanceContext } from '../ui/appearance.tsx';
import { applyTokens } from '../ui/tokens.ts';
import { shell } from './shell.ts';
import { antdTheme } from './theme.ts';

export const fontSizes = [14, 16, 18, 20] as const;

export interface Preferences {
  readonly shell: ShellSettings;
  readonly fontSize: number;
  readonly dense: boolean;
  readonly setShell: (change: Partial<ShellSettings>) => void;
  /** Sizes belong to the person: the session reads them from the workspace's settings and hands them over. */
  readonly setSizes: (sizes: { readonly fontSize: number; readonly dense: boolean }) => void;
}

const PreferencesContext = createContext<Preferences | null>(null);

/** The person's choices about the window. */
export function usePreferences(): Preferences {
  const preferences = useContext(PreferencesContext);
  if (!preferences) throw new Error('usePreferences outside of the window');
  return preferences;
}

const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';

/**
 * Popups have a place of their own beside the root: in `body` itself, dialogs would lock the scrolling of the page by a style
 * element without nonce, which the content security policy refuses.
 */
const popupContainer = (): HTMLElement => document.getElementById('popups') ?? document.body;

/** Follows a media query. */
function useMedia(media: string): boolean {
  const list = useMemo(() => window.matchMedia(media), [media]);
  const [matches, setMatches] = useState(list.matches);
  useEffect(() => {
    const follow = (): void => setMatches(list.matches);
    list.addEventListener('change', follow);
    return () => list.removeEventListener('change', follow);
  }, [list]);
  return matches;
}

/** Gives everything below it language, theme and sizes. */
export function PreferencesProvider({ initial, children }: { readonly initial: ShellSettings; readonly children: ReactNode }) {
  const [settings, setSettings] = useState(initial);
  const [sizes, setSizes] = useState<{ readonly fontSize: number; readonly dense: boolean }>({ fontSize: 14, dense: false });
  const systemDark = useMedia('(prefers-color-scheme: dark)');
  const reduced = useMedia('(prefers-reduced-motion: reduce)');
  const still = reduced || navigator.webdriver;
  useEffect(
    () =>
      shell.onEvent((event) => {
        if (event.type === 'settings') setSettings(event.settings);
      }),
    [],
  );
  const theme = settings.theme === 'system' ? (systemDark ? 'dark' : 'light') : settings.theme;
  const { language } = settings;
  const { fontSize, dense } = sizes;
  useEffect(() => {
    applyTokens(theme, fontSize);
    document.documentElement.lang = language;
    document.getElementById('popups')?.setAttribute('aria-label', t(language, 'frame.popups'));
    document.documentElement.dataset['still'] = String(still);
    document.documentElement.dataset['dense'] = String(dense);
  }, [theme, fontSize, language, still, dense]);
  const appearance = useMemo<Appearance>(
    () => ({ language, theme, fontSize, dense, still, nonce }),
    [language, theme, fontSize, dense, still],
  );
  const preferences = useMemo<Preferences>(
    () => ({
      shell: settings,
      fontSize,
      dense,
      setSizes,
      setShell: (change) => {
        setSettings((old) => ({ ...old, ...change }));
        void shell.setSettings(change).then(setSettings);
      },
    }),
    [settings, fontSize, dense],
  );
  const config = useMemo(() => antdTheme(theme, fontSize, still), [theme, fontSize, still]);
  return (
    <PreferencesContext.Provider value={preferences}>
      <AppearanceContext.Provider value={appearance}>
        <ConfigProvider
          csp={{ nonce }}
          getPopupContainer={popupContainer}
          locale={language === 'zh-CN' ? zhCN : enUS}
          theme={config}
          button={{ autoInsertSpace: false }}
        >
          {children}
        </ConfigProvider>
      </AppearanceContext.Provider>
    </PreferencesContext.Provider>
  );
}
