import { useEffect, useMemo } from 'react';
import { menuCommands } from '../../../contract/shell.ts';
import { useT } from '../../ui/appearance.tsx';
import { type Action, currentActions, onKey, subscribeActions, useActions } from '../actions.ts';
import { chooseIntakeFiles } from '../intake-files.ts';
import { usePreferences } from '../preferences.tsx';
import { go } from '../router.ts';
import { modules } from '../routes.tsx';
import { useSession } from '../session.tsx';
import { shell } from '../shell.ts';
import { nextRegion, rememberFocus } from './regions.ts';
import { useVisibleScreens } from './Sidebar.tsx';

export type Overlay = 'palette' | 'tasks' | 'shortcuts' | null;

/** What works everywhere: modules, palette, tasks, lock, appearance. */
export function useFrameActions(show: (overlay: Overlay) => void): void {
  const t = useT();
  const { lock, signOut, can } = useSession();
  const { shell: settings, setShell } = usePreferences();
  const visible = useVisibleScreens();
  const actions = useMemo(() => {
    const list: Action[] = [
      { id: 'palette', title: t('frame.palette'), keys: 'Ctrl+K', menu: 'palette', everywhere: true, run: () => show('palette') },
      { id: 'tasks', title: t('frame.tasks'), keys: 'Ctrl+J', menu: 'tasks', everywhere: true, run: () => show('tasks') },
      { id: 'shortcuts', title: t('frame.shortcuts'), keys: 'Ctrl+/', menu: 'shortcuts', everywhere: true, run: () => show('shortcuts') },
      { id: 'help', title: t('frame.shortcuts'), keys: 'F1', menu: 'help', everywhere: true, run: () => show('shortcuts') },
      { id: 'lock', title: t('frame.lock'), keys: 'Ctrl+L', menu: 'workspace.lock', everywhere: true, run: lock },
      { id: 'switch-user', title: t('frame.switchUser'), everywhere: true, run: signOut },
      { id: 'print', title: t('frame.print'), keys: 'Ctrl+P', menu: 'print', everywhere: true, run: () => void shell.print() },
      {
        id: 'language',
        title: t('frame.language'),
        everywhere: true,
        run: () => setShell({ language: settings.language === 'zh-CN' ? 'en' : 'zh-CN' }),
      },
      {
        id: 'theme',
        title: `${t('frame.theme')}: ${t(settings.theme === 'dark' ? 'frame.theme.light' : 'frame.theme.dark')}`,
        everywhere: true,
        run: () => setShell({ theme: settings.theme === 'dark' ? 'light' : 'dark' }),
      },
      { id: 'region-next', title: t('frame.keys.region'), keys: 'F6', everywhere: true, run: () => nextRegion(false) },
      { id: 'region-previous', title: t('frame.keys.region'), keys: 'Shift+F6', everywhere: true, run: () => nextRegion(true) },
    ];
    if (can('data.import'))
      list.push({
        id: 'import',
        title: t('intake.choose'),
        keys: 'Ctrl+O',
        menu: 'intake.import',
        everywhere: true,
        run: () => void chooseIntakeFiles(),
      });
    for (const module of modules) {
      const first = visible.find((screen) => screen.module === module.key && screen.nav);
      if (first)
        list.push({
          id: module.menu,
          title: t(module.title),
          keys: `Ctrl+${module.number}`,
          menu: module.menu,
          everywhere: true,
          run: () => go(first.path),
        });
    }
    return list;
  }, [t, show, lock, signOut, can, settings, setShell, visible]);
  useActions(actions);
}

/** Keys and native menu both run actions; the menu is told what can be done now. */
export function useInputs(): void {
  useEffect(() => {
    let told = '';
    const offer = (): void => {
      const offered = new Set(
        currentActions()
          .filter((action) => !action.disabled)
          .map((action) => action.menu),
      );
      const commands = menuCommands.filter((command) => offered.has(command));
      if (commands.join() === told) return;
      told = commands.join();
      void shell.offerCommands(commands);
    };
    offer();
    const stopOffers = subscribeActions(offer);
    const stopEvents = shell.onEvent((event) => {
      if (event.type === 'menu')
        currentActions()
          .findLast(({ menu, disabled }) => menu === event.command && !disabled)
          ?.run();
    });
    window.addEventListener('keydown', onKey);
    window.addEventListener('focusin', rememberFocus);
    return () => {
      stopOffers();
      stopEvents();
      window.removeEventListener('keydown', onKey);
      window.removeEventListener('focusin', rememberFocus);
    };
  }, []);
}
