import { useCallback, useEffect, useMemo, useState } from 'react';
import type { WorkspaceStatus } from '../../contract/methods/workspace.ts';
import { useAppearance, useT } from '../ui/appearance.tsx';
import { describeError } from '../ui/error-words.ts';
import { ErrorPanel, useLate } from '../ui/states.tsx';
import { asError, call, useQuery } from './engine.ts';
import { FirstRun } from './entry/FirstRun.tsx';
import { Entry } from './entry/Entry.tsx';
import { SignIn } from './entry/SignIn.tsx';
import { Frame } from './frame/Frame.tsx';
import { link } from './engine-link.ts';
import { setReveal } from './reveal.ts';
import { go } from './router.ts';
import { SessionContext } from './session.tsx';
import { type DefaultWorkspace, shell } from './shell.ts';
import { clearSticky } from './sticky.ts';
import { ToastProvider, useClearToasts, useToast } from './toasts.tsx';

/** Opens, once, the workspace that the program was started with, if it exists already. */
function useDefaultWorkspace(): { readonly place: DefaultWorkspace | null; readonly error: unknown } {
  const [state, setState] = useState<{ readonly place: DefaultWorkspace | null; readonly error: unknown }>({ place: null, error: null });
  useEffect(() => {
    const open = async (): Promise<void> => {
      const place = await shell.defaultWorkspace();
      const status = await call('workspace.status', undefined);
      if (status.state === 'none' && place.exists) await call('workspace.openFolder', { folder: place.grant });
      setState({ place, error: null });
    };
    open().catch((error: unknown) => setState({ place: null, error }));
  }, []);
  return state;
}

/** Notes, once, when the first screen that somebody can work with has been drawn: the end of the start. */
function useUsable(drawn: boolean): void {
  useEffect(() => {
    // the frame after next is drawn when the one with the screen in it is on the glass
    if (drawn) requestAnimationFrame(() => requestAnimationFrame(() => void shell.markUsable()));
  }, [drawn]);
}

/** The program: first start, sign-in, or the frame. */
export function App() {
  return (
    <ToastProvider>
      <Inside />
    </ToastProvider>
  );
}

function Inside() {
  const status = useQuery('workspace.status', undefined);
  const start = useDefaultWorkspace();
  const [wantsOther, setWantsOther] = useState(false);
  useEngineNews();
  const slow = useLate(status.data === undefined, 1500);
  const t = useT();
  const opening = status.data?.state === 'none' && start.place === null && start.error === null;
  useUsable(status.data !== undefined && !opening);
  if (status.error)
    return (
      <Entry>
        <ErrorPanel error={status.error} onRetry={status.reload} />
      </Entry>
    );
  if (!status.data || opening)
    return slow ? (
      <Entry>
        <p className="ui-muted">{t('ui.loading')}</p>
      </Entry>
    ) : null;
  if (status.data.state === 'none' || wantsOther) {
    return (
      <FirstRun
        place={start.place}
        problem={start.error === null ? null : asError(start.error)}
        onDone={() => setWantsOther(false)}
        onBack={status.data.state === 'none' ? null : () => setWantsOther(false)}
      />
    );
  }
  if (status.data.state === 'locked') return <SignIn status={status.data} onOther={() => setWantsOther(true)} />;
  const user = status.data.session?.user.id ?? '';
  return <SignedIn key={user} status={status.data} user={user} />;
}

function SignedIn({ status, user }: { readonly status: WorkspaceStatus; readonly user: string }) {
  // once, before anything of the frame is drawn
  useState(() => enterAs(user));
  const lock = useCallback(() => {
    setReveal(null);
    void call('workspace.lock', undefined);
  }, []);
  const signOut = useCallback(() => {
    setReveal(null);
    void call('workspace.signOut', undefined);
  }, []);
  useEffect(() => shell.onEvent((event) => event.type === 'idle' && lock()), [lock]);
  const clearToasts = useClearToasts();
  useEffect(() => clearToasts, [clearToasts]);
  const session = useMemo(() => ({ status, lock, signOut }), [status, lock, signOut]);
  return (
    <SessionContext.Provider value={session}>
      <Frame />
    </SessionContext.Provider>
  );
}

const lastUser = { id: '' };

/** When somebody else sits here now, nothing of the person before is kept and the address starts anew. */
function enterAs(user: string): void {
  if (lastUser.id !== '' && lastUser.id !== user) {
    clearSticky();
    go('/home', {}, true);
  }
  lastUser.id = user;
}

/** Says when the engine went away and came back, and opens a workspace that a second start named. */
function useEngineNews(): void {
  const t = useT();
  const { language } = useAppearance();
  const toast = useToast();
  useEffect(
    () =>
      shell.onEvent((event) => {
        if (event.type === 'engine' && event.state === 'restarting') toast({ text: t('frame.engine.restarting'), tone: 'warn' });
        if (event.type === 'engine' && event.state === 'failed') toast({ text: t('frame.engine.failed'), tone: 'bad' });
        if (event.type === 'open-workspace')
          call('workspace.openFolder', { folder: event.folder.grant }).then(link.refreshAll, (error: unknown) =>
            toast({ text: describeError(language, asError(error)), tone: 'bad' }),
          );
      }),
    [t, toast, language],
  );
}
