import { Menu, type MenuItemConstructorOptions } from 'electron';
import { languages, type MenuCommand, type ShellSettings, themes } from '../../contract/shell.ts';
import { t, type TextKey } from '../../contract/text/index.ts';

export interface MenuOptions {
  readonly settings: ShellSettings;
  /** What the window can carry out now. */
  readonly offered: ReadonlySet<MenuCommand>;
  readonly development: boolean;
  command(command: MenuCommand): void;
  set(change: Partial<ShellSettings>): void;
  zoom(step: 1 | -1 | 0): void;
  quit(): void;
  showLogs(): void;
  showAbout(): void;
  toggleDevTools(): void;
}

type Item = MenuItemConstructorOptions;

const separator: Item = { type: 'separator' };

const modules: readonly (readonly [MenuCommand, TextKey])[] = [
  ['module.home', 'menu.view.home'],
  ['module.data', 'menu.view.data'],
  ['module.quality', 'menu.view.quality'],
  ['module.match', 'menu.view.match'],
  ['module.catalog', 'menu.view.catalog'],
  ['module.lifecycle', 'menu.view.lifecycle'],
  ['module.evaluation', 'menu.view.evaluation'],
  ['module.sync', 'menu.view.sync'],
  ['module.review', 'menu.view.review'],
];

/**
 * Shows the menu bar. An item's accelerator reaches the menu only when the page has not dealt with the key itself, so text
 * fields keep their own undo, and a page may take any key without the command coming twice.
 */
export function showMenu(options: MenuOptions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(options)));
}

/** The menu as data. */
export function menuTemplate(options: MenuOptions): Item[] {
  const label = (key: TextKey): string => t(options.settings.language, key);
  const send = (command: MenuCommand, key: TextKey, accelerator?: string): Item => ({
    id: command,
    label: label(key),
    enabled: options.offered.has(command),
    click: () => options.command(command),
    ...(accelerator ? { accelerator } : {}),
  });
  return [
    { label: label('menu.file'), submenu: fileMenu(options, label, send) },
    { label: label('menu.edit'), submenu: editMenu(options, label, send) },
    { label: label('menu.view'), submenu: viewMenu(options, label, send) },
    {
      label: label('menu.window'),
      submenu: [
        { role: 'minimize', label: label('menu.window.minimise') },
        { role: 'close', label: label('menu.window.close'), accelerator: 'CmdOrCtrl+W' },
      ],
    },
    {
      label: label('menu.help'),
      submenu: [
        send('help', 'menu.help.help', 'F1'),
        send('shortcuts', 'menu.help.shortcuts', 'CmdOrCtrl+/'),
        separator,
        { id: 'logs', label: label('menu.help.logs'), click: () => options.showLogs() },
        { id: 'about', label: label('menu.help.about'), click: () => options.showAbout() },
      ],
    },
  ];
}

type Label = (key: TextKey) => string;
type Send = (command: MenuCommand, key: TextKey, accelerator?: string) => Item;

function fileMenu(options: MenuOptions, label: Label, send: Send): Item[] {
  return [
    send('workspace.new', 'menu.file.workspace.new'),
    send('workspace.open', 'menu.file.workspace.open', 'CmdOrCtrl+O'),
    separator,
    send('intake.import', 'menu.file.import', 'CmdOrCtrl+I'),
    send('export', 'menu.file.export', 'CmdOrCtrl+Shift+E'),
    send('print', 'menu.file.print', 'CmdOrCtrl+P'),
    separator,
    send('workspace.lock', 'menu.file.lock', 'CmdOrCtrl+L'),
    { id: 'quit', label: label('menu.file.quit'), accelerator: 'CmdOrCtrl+Q', click: () => options.quit() },
  ];
}

function editMenu({ offered }: MenuOptions, label: Label, send: Send): Item[] {
  return [
    // where the page has nothing of its own to undo, the text field's undo stands here
    offered.has('undo') ? send('undo', 'menu.edit.undo', 'CmdOrCtrl+Z') : { role: 'undo', label: label('menu.edit.undo') },
    offered.has('redo') ? send('redo', 'menu.edit.redo', 'CmdOrCtrl+Y') : { role: 'redo', label: label('menu.edit.redo') },
    separator,
    { role: 'cut', label: label('menu.edit.cut') },
    { role: 'copy', label: label('menu.edit.copy') },
    { role: 'paste', label: label('menu.edit.paste') },
    { role: 'selectAll', label: label('menu.edit.selectAll') },
    separator,
    send('find', 'menu.edit.find', 'CmdOrCtrl+F'),
    send('go-to-row', 'menu.edit.goToRow', 'CmdOrCtrl+G'),
    send('filter-row', 'menu.edit.filterRow', 'CmdOrCtrl+Shift+L'),
  ];
}

function viewMenu(options: MenuOptions, label: Label, send: Send): Item[] {
  const { settings } = options;
  return [
    // the digit belongs to the module, so a module that this role does not see leaves a gap, not a shift
    ...modules.map(([command, key], index) => ({ ...send(command, key, `CmdOrCtrl+${index + 1}`), visible: options.offered.has(command) })),
    separator,
    send('palette', 'menu.view.palette', 'CmdOrCtrl+K'),
    send('tasks', 'menu.view.tasks', 'CmdOrCtrl+J'),
    send('refresh', 'menu.view.refresh', 'F5'),
    separator,
    { id: 'zoom-in', label: label('menu.view.zoomIn'), accelerator: 'CmdOrCtrl+=', click: () => options.zoom(1) },
    { id: 'zoom-out', label: label('menu.view.zoomOut'), accelerator: 'CmdOrCtrl+-', click: () => options.zoom(-1) },
    { id: 'zoom-reset', label: label('menu.view.zoomReset'), accelerator: 'CmdOrCtrl+0', click: () => options.zoom(0) },
    { role: 'togglefullscreen', label: label('menu.view.fullScreen'), accelerator: 'F11' },
    separator,
    {
      label: label('menu.view.theme'),
      submenu: themes.map((theme) => ({
        id: `theme-${theme}`,
        label: label(`menu.view.theme.${theme}`),
        type: 'radio' as const,
        checked: settings.theme === theme,
        click: () => options.set({ theme }),
      })),
    },
    {
      label: label('menu.view.language'),
      submenu: languages.map((language) => ({
        id: `language-${language}`,
        label: label(`menu.view.language.${language}`),
        type: 'radio' as const,
        checked: settings.language === language,
        click: () => options.set({ language }),
      })),
    },
    ...(options.development
      ? [
          separator,
          { id: 'dev-tools', label: label('menu.view.devTools'), accelerator: 'CmdOrCtrl+Alt+I', click: () => options.toggleDevTools() },
        ]
      : []),
  ];
}
