import { Tooltip } from 'antd';
import { useT } from '../../ui/appearance.tsx';
import { Icon } from '../../ui/icons.tsx';
import { IconButton } from '../../ui/parts.tsx';
import { hrefOf } from '../router.ts';
import { modules, type Screen, screens } from '../routes.tsx';
import { roleHas, useSession } from '../session.tsx';

/** Screens that the signed-in role sees; others are hidden, not greyed. */
export function useVisibleScreens(): readonly Screen[] {
  const { user } = useSession();
  return screens.filter((screen) => roleHas(user.role, screen.rights));
}

/** The modules of the role, each with its screens. */
export function Sidebar(props: {
  readonly current: Screen | null;
  readonly collapsed: boolean;
  readonly onCollapse: (collapsed: boolean) => void;
}) {
  const t = useT();
  const visible = useVisibleScreens().filter((screen) => screen.nav === true);
  const { current, collapsed, onCollapse } = props;
  return (
    <nav className={collapsed ? 'sidebar sidebar-collapsed' : 'sidebar'} data-region="sidebar" aria-label={t('frame.sidebar')}>
      <ul>
        {modules.map((module) => {
          const own = visible.filter((screen) => screen.module === module.key);
          if (own.length === 0) return null;
          return (
            <li key={module.key}>
              {!collapsed && own.length > 1 && <span className="sidebar-module">{t(module.title)}</span>}
              <ul>
                {own.map((screen, i) => (
                  <li key={screen.path}>
                    <NavLink
                      screen={screen}
                      collapsed={collapsed}
                      active={isWithin(current, screen, visible)}
                      number={i === 0 ? module.number : null}
                    />
                  </li>
                ))}
              </ul>
            </li>
          );
        })}
      </ul>
      <IconButton
        icon="sidebar"
        label={t(collapsed ? 'frame.expand' : 'frame.collapse')}
        onClick={() => onCollapse(!collapsed)}
        pressed={collapsed}
      />
    </nav>
  );
}

/** A screen without an entry of its own belongs to the entry that its path starts with. */
function isWithin(current: Screen | null, entry: Screen, entries: readonly Screen[]): boolean {
  if (!current) return false;
  if (current.path === entry.path) return true;
  return !entries.some((other) => other.path === current.path) && current.path.startsWith(`${entry.path}/`);
}

function NavLink({
  screen,
  collapsed,
  active,
  number,
}: {
  readonly screen: Screen;
  readonly collapsed: boolean;
  readonly active: boolean;
  readonly number: number | null;
}) {
  const t = useT();
  const link = (
    <a
      href={hrefOf(screen.path)}
      className={active ? 'nav nav-active' : 'nav'}
      aria-current={active ? 'page' : undefined}
      aria-label={collapsed ? t(screen.title) : undefined}
    >
      {screen.icon && <Icon name={screen.icon} />}
      {!collapsed && <span>{t(screen.title)}</span>}
      {!collapsed && number !== null && <kbd aria-hidden="true">{number}</kbd>}
    </a>
  );
  return collapsed ? (
    <Tooltip title={t(screen.title)} placement="right">
      {link}
    </Tooltip>
  ) : (
    link
  );
}
