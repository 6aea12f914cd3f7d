import { Checkbox } from 'antd';
import { useT } from '../../ui/appearance.tsx';
import { IconButton } from '../../ui/parts.tsx';
import { type Choice, sectionsOf, sectionTitle } from './model.ts';

/** Which sections stand in the report, and in which order. */
export function Sections({ choice, onChange }: { readonly choice: Choice; readonly onChange: (choice: Choice) => void }) {
  const t = useT();
  const list = sectionsOf(choice);
  const chosen = list.filter(({ on }) => on).map(({ id }) => id);
  const set = (sections: readonly string[]): void => onChange({ ...choice, sections: { ...choice.sections, [choice.type]: sections } });
  const move = (id: string, by: number): void => {
    const at = chosen.indexOf(id);
    const next = chosen.toSpliced(at, 1);
    set(next.toSpliced(at + by, 0, id));
  };
  return (
    <fieldset className="report-sections">
      <legend>{t('report.sectionsTitle')}</legend>
      {list.map(({ id, on }) => {
        const title = t(sectionTitle(choice.type, id));
        const at = chosen.indexOf(id);
        return (
          <div key={id} className="report-section">
            <Checkbox
              checked={on}
              disabled={on && chosen.length === 1}
              onChange={() => set(on ? chosen.filter((one) => one !== id) : [...chosen, id])}
            >
              {title}
            </Checkbox>
            <span>
              <IconButton icon="up" label={t('report.sectionUp', { title })} disabled={at <= 0} onClick={() => move(id, -1)} />
              <IconButton
                icon="down"
                label={t('report.sectionDown', { title })}
                disabled={at < 0 || at === chosen.length - 1}
                onClick={() => move(id, 1)}
              />
            </span>
          </div>
        );
      })}
    </fieldset>
  );
}
