import { Button } from 'antd';
import { useState } from 'react';
import { call } from '../../app/engine.ts';
import { chooseIntakeFiles, intakeChosenKey, intakeFilesKey } from '../../app/intake-files.ts';
import type { IntakeItem } from '../../app/intake-item.ts';
import { hrefOf } from '../../app/router.ts';
import { setSticky, useSticky } from '../../app/sticky.ts';
import { useT } from '../../ui/appearance.tsx';
import { Icon } from '../../ui/icons.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { FilePane } from './FilePane.tsx';
import { forget, useQueue, wantedKey } from './queue.ts';
import { PasteDialog } from './PasteDialog.tsx';
import { QueueList } from './QueueList.tsx';

const noItems: readonly IntakeItem[] = [];

/** Files on their way in: a queue on the left, the chosen file beside it. */
export function IntakePage() {
  const t = useT();
  const [items, setItems] = useSticky<readonly IntakeItem[]>(intakeFilesKey, noItems);
  const [chosen, setChosen] = useSticky<string | null>(intakeChosenKey, null);
  const [pasting, setPasting] = useState(false);
  const { states } = useQueue(items);
  const current =
    items.find((item) => item.id === chosen) ?? items.find((item) => states.get(item.id)?.stage === 'waiting') ?? items.at(-1);
  if (!current) {
    return (
      <div className="intake-empty">
        <EmptyState
          icon={<Icon name="intake" size={40} />}
          title={t('intake.empty')}
          hint={t('intake.emptyHint')}
          action={
            <span className="ui-actions">
              <Button type="primary" icon={<Icon name="folder" />} onClick={() => void chooseIntakeFiles()}>
                {t('intake.choose')}
              </Button>
              <Button onClick={() => setPasting(true)}>{t('intake.paste')}</Button>
              <Button icon={<Icon name="database" />} href={hrefOf('/sources')}>
                {t('sources.fromDatabase')}
              </Button>
            </span>
          }
        />
        {pasting && <PasteDialog onClose={() => setPasting(false)} />}
      </div>
    );
  }
  const remove = (gone: readonly IntakeItem[]): void => {
    const ids = new Set(gone.map(({ id }) => id));
    for (const id of ids) forget(id);
    // a grant may be of a pasted table that nobody wants any more; of a file that is gone there is nothing to discard
    for (const { file } of gone) call('intake.discard', { file: file.grant }).catch(() => undefined);
    setChosen(null);
    setItems(items.filter(({ id }) => !ids.has(id)));
  };
  /** Every sheet becomes an item of its own, in the place of the item that was the whole file. */
  const split = (item: IntakeItem, sheets: readonly string[]): void => {
    const [first, ...rest] = sheets.map((sheet, i): IntakeItem => ({ ...item, id: i === 0 ? item.id : `${item.id} ${i + 1}`, sheet }));
    if (!first) return;
    for (const one of [first, ...rest]) setSticky(wantedKey(one.id), { sheet: one.sheet });
    setItems(items.flatMap((one) => (one.id === item.id ? [first, ...rest] : [one])));
  };
  return (
    <div className="intake">
      {pasting && <PasteDialog onClose={() => setPasting(false)} />}
      <QueueList onPaste={() => setPasting(true)} items={items} current={current} onChoose={({ id }) => setChosen(id)} onRemove={remove} />
      <FilePane
        key={current.id}
        item={current}
        state={states.get(current.id)}
        onFinished={() => remove([current])}
        onSplit={current.sheet === null ? (sheets) => split(current, sheets) : null}
      />
    </div>
  );
}
