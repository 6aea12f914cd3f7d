import { useT } from '../../ui/appearance.tsx';
import { Keys } from '../../ui/parts.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { useCurrentActions } from '../actions.ts';

type Line = readonly [combo: string, word: string];

/** Ctrl+/: every key that does something here. */
export function Shortcuts({ onClose }: { readonly onClose: () => void }) {
  const t = useT();
  const actions = useCurrentActions();
  const lines = (everywhere: boolean): Line[] =>
    actions.flatMap(({ keys, title, everywhere: all }) =>
      keys !== undefined && (all ?? false) === everywhere ? [[keys, title] as const] : [],
    );
  const grid: readonly Line[] = [
    ['Shift+↑↓←→', t('frame.keys.extend')],
    ['Ctrl+C', t('frame.keys.copy')],
    ['Alt+↓', t('frame.keys.menu')],
    ['Ctrl+Home/End', t('frame.keys.edges')],
    ['Enter', t('frame.keys.detail')],
  ];
  const everywhere: readonly Line[] = [
    ...lines(true).filter(([keys]) => !/^Ctrl\+\d$/.test(keys) && !keys.endsWith('F6')),
    ['Ctrl+1…9', t('frame.keys.module')],
    ['F6 / Shift+F6', t('frame.keys.region')],
  ];
  return (
    <Sheet label={t('frame.shortcuts')} onClose={onClose} wide>
      <div className="shortcuts">
        <Group title={t('frame.shortcuts.everywhere')} lines={everywhere} />
        <div>
          <Group title={t('frame.shortcuts.screen')} lines={lines(false)} />
          <Group title={t('frame.shortcuts.grid')} lines={grid} />
        </div>
      </div>
    </Sheet>
  );
}

function Group({ title, lines }: { readonly title: string; readonly lines: readonly Line[] }) {
  if (lines.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {lines.map(([combo, word]) => (
          <div key={`${combo}${word}`}>
            <dt>
              <Keys combo={combo} />
            </dt>
            <dd>{word}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
