import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { t as words } from '../../../contract/text/index.ts';
import { useT } from '../../ui/appearance.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Keys } from '../../ui/parts.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { useCurrentActions } from '../actions.ts';
import { goToDataset } from '../dataset-place.tsx';
import { useQuery } from '../engine.ts';
import { go } from '../router.ts';
import { useSession } from '../session.tsx';
import { bestFirst, type Initials, loadInitials } from './palette-search.ts';
import { useVisibleScreens } from './Sidebar.tsx';

interface Item {
  readonly id: string;
  readonly group: 'screens' | 'datasets' | 'actions';
  readonly title: string;
  /** Everything it is found by: both languages. */
  readonly found: readonly string[];
  readonly note?: string;
  readonly keys?: string | undefined;
  readonly run: () => void;
}

function useItems(): readonly Item[] {
  const t = useT();
  const { can } = useSession();
  const screens = useVisibleScreens();
  const actions = useCurrentActions();
  const datasets = useQuery('datasets.list', undefined, { skip: !can('data.read') });
  return useMemo(() => {
    const ofScreens = screens
      .filter((screen) => screen.nav)
      .map((screen): Item => ({
        id: screen.path,
        group: 'screens',
        title: t(screen.title),
        found: [words('zh-CN', screen.title), words('en', screen.title)],
        run: () => go(screen.path),
      }));
    const tabs = screens.filter((screen) => screen.tab);
    const ofDatasets = (datasets.data ?? []).flatMap((dataset) =>
      tabs.map((screen): Item => ({
        id: `${dataset.id}${screen.path}`,
        group: 'datasets',
        title: `${t(screen.title)} · ${dataset.name}`,
        found: [`${words('zh-CN', screen.title)} ${dataset.name}`, `${words('en', screen.title)} ${dataset.name}`, dataset.name],
        note: dataset.unit,
        run: () => goToDataset(dataset.id, screen.path.split('/').at(-1)),
      })),
    );
    const ofActions = actions
      .filter((action) => !action.disabled && action.id !== 'palette')
      .map((action): Item => ({
        id: action.id,
        group: 'actions',
        title: action.title,
        found: [action.title],
        keys: action.keys,
        run: action.run,
      }));
    return [...ofScreens, ...ofActions, ...ofDatasets];
  }, [t, screens, actions, datasets.data]);
}

/** Ctrl+K: screens, datasets and actions by name, pinyin initials or English. */
export function Palette({ onClose }: { readonly onClose: () => void }) {
  const t = useT();
  const items = useItems();
  const [search, setSearch] = useState('');
  const [at, setAt] = useState(0);
  const [initials, setInitials] = useState<Initials | null>(null);
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    void loadInitials().then((loaded) => setInitials(() => loaded));
  }, []);
  const found = useMemo(() => bestFirst(items, search, initials).slice(0, 40), [items, search, initials]);
  const chosen = Math.min(at, found.length - 1);
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen, found]);
  const run = (item: Item | undefined): void => {
    if (!item) return;
    onClose();
    // after the sheet has given the focus back, so that the action may take it
    setTimeout(item.run, 0);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setAt((chosen + (event.key === 'ArrowDown' ? 1 : found.length - 1)) % Math.max(1, found.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      run(found[chosen]);
    }
  };
  return (
    <Sheet label={t('frame.palette')} onClose={onClose} bare>
      <div className="palette-input">
        <Icon name="search" />
        <input
          autoFocus
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={found[chosen] ? `${id}-${chosen}` : undefined}
          aria-label={t('frame.search')}
          placeholder={t('frame.palette.hint')}
          value={search}
          onChange={(event) => {
            setSearch(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      {found.length === 0 && <p className="palette-none">{t('frame.palette.none', { search })}</p>}
      <ul ref={list} className="palette-list" role="listbox" id={`${id}-list`} aria-label={t('frame.palette')}>
        {found.map((item, i) => (
          <li
            key={item.id}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === chosen}
            onMouseMove={() => setAt(i)}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => run(item)}
            onKeyDown={undefined}
          >
            <span className="palette-group">{t(`frame.palette.${item.group}`)}</span>
            <span className="palette-title">{item.title}</span>
            {item.note && <span className="ui-muted">{item.note}</span>}
            {item.keys && <Keys combo={item.keys} />}
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
