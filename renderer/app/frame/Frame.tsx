import { Button } from 'antd';
import { Suspense, useCallback, useEffect, useState } from 'react';
import { useT } from '../../ui/appearance.tsx';
import { describeError } from '../../ui/error-words.ts';
import { Icon } from '../../ui/icons.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { asError, useQuery } from '../engine.ts';
import { usePreferences } from '../preferences.tsx';
import { setReveal } from '../reveal.ts';
import { matchPath } from '../match-path.ts';
import { go, hrefOf, usePlace } from '../router.ts';
import { modules, type Screen, screens } from '../routes.tsx';
import { roleHas, useSession } from '../session.tsx';
import { RunNews } from '../RunNews.tsx';
import { shell } from '../shell.ts';
import { useSticky } from '../sticky.ts';
import { useToast } from '../toasts.tsx';
import { DatasetFrame } from './DatasetFrame.tsx';
import { Header } from './Header.tsx';
import { Palette } from './Palette.tsx';
import { keepFocus } from './regions.ts';
import { Shortcuts } from './Shortcuts.tsx';
import { Sidebar } from './Sidebar.tsx';
import { StatusBar } from './StatusBar.tsx';
import { Tasks } from './Tasks.tsx';
import { useDrop } from './useDrop.ts';
import { usePaste } from './usePaste.ts';
import { type Overlay, useFrameActions, useInputs } from './useFrameActions.ts';

interface Found {
  readonly screen: Screen;
  readonly params: Readonly<Record<string, string>>;
}

function findScreen(path: string): Found | null {
  for (const screen of screens) {
    const params = matchPath(screen.path, path);
    if (params) return { screen, params };
  }
  return null;
}

/** The window around the screens, for a signed-in person. */
export function Frame() {
  const t = useT();
  const toast = useToast();
  const { user, status, can } = useSession();
  const place = usePlace();
  const [overlay, setOverlay] = useState<Overlay>(null);
  const [collapsed, setCollapsed] = useSticky('sidebar.collapsed', false);
  const close = useCallback(() => setOverlay(null), []);
  const { shell: settings } = usePreferences();
  const onDropFailed = useCallback(
    (error: unknown) => toast({ text: describeError(settings.language, asError(error)), tone: 'bad' }),
    [toast, settings.language],
  );
  const dropping = useDrop(can('data.import'), onDropFailed);
  usePaste(can('data.import'), onDropFailed);
  useFrameActions(setOverlay);
  useInputs();
  useSizes();
  const found = findScreen(place.path);
  const allowed = found !== null && roleHas(user.role, found.screen.rights);
  useEffect(() => {
    // the address changed: what was shown in plain is masked again, and the focus must not be lost
    setReveal(null);
    const timer = setTimeout(keepFocus, 60);
    return () => clearTimeout(timer);
  }, [place.path]);
  useEffect(() => void shell.markUsable(), []);
  useEffect(() => {
    if (status.interrupted > 0)
      toast({
        text: t('frame.tasks.interrupted', { count: status.interrupted }),
        tone: 'warn',
        action: { word: t('frame.tasks'), run: () => setOverlay('tasks') },
      });
    // told once after sign-in
    // eslint-disable-next-line react/exhaustive-deps
  }, []);
  const inDataset = found !== null && found.screen.path.startsWith('/datasets/:dataset/');
  return (
    <div className={collapsed ? 'frame frame-collapsed' : 'frame'}>
      <Header onPalette={() => setOverlay('palette')} skipHref={hrefOf(place.path, place.query)} />
      <Sidebar current={found?.screen ?? null} collapsed={collapsed} onCollapse={setCollapsed} />
      <main className="main" data-region="main" aria-label={t('frame.main')} tabIndex={-1}>
        {!allowed && (
          <EmptyState
            heading
            title={t('frame.noScreen')}
            action={
              <Button type="primary" onClick={() => go('/home')}>
                {t('frame.toHome')}
              </Button>
            }
          />
        )}
        {found &&
          allowed &&
          (inDataset ? <DatasetFrame found={found} query={place.query} /> : <PlainScreen found={found} query={place.query} />)}
      </main>
      <RunNews />
      <StatusBar onTasks={() => setOverlay('tasks')} />
      {dropping && (
        <div className="drop-veil" aria-hidden="true">
          <Icon name="intake" size={40} /> {t('intake.dropHere')}
        </div>
      )}
      {overlay === 'palette' && <Palette onClose={close} />}
      {overlay === 'tasks' && <Tasks onClose={close} />}
      {overlay === 'shortcuts' && <Shortcuts onClose={close} />}
    </div>
  );
}

/** Font size and density belong to the person and come with the workspace. */
function useSizes(): void {
  const { setSizes } = usePreferences();
  const settings = useQuery('settings.list', undefined);
  const fontSize = Number(settings.data?.['display.fontSize'] ?? 14);
  const dense = settings.data?.['display.dense'] === true;
  useEffect(() => setSizes({ fontSize: [14, 16, 18, 20].includes(fontSize) ? fontSize : 14, dense }), [fontSize, dense, setSizes]);
}

function PlainScreen({ found, query }: { readonly found: Found; readonly query: Readonly<Record<string, string>> }) {
  const t = useT();
  const { Page, title, module: key } = found.screen;
  const module = modules.find((one) => one.key === key);
  const several = module !== undefined && screens.filter((screen) => screen.module === key && screen.nav).length > 1;
  return (
    <>
      <nav className="crumbs" aria-label={t('frame.breadcrumb')}>
        {several && <span>{t(module.title)}</span>}
        <h1>{t(title)}</h1>
      </nav>
      <div className="content">
        {/* by screen: a tree that still waits for its screen would bring the one before back with what was open in it */}
        <Suspense key={found.screen.path} fallback={null}>
          <Page params={found.params} query={query} />
        </Suspense>
      </div>
    </>
  );
}
