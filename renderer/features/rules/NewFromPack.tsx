import { Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../app/engine.ts';
import { go } from '../../app/router.ts';
import { useToast } from '../../app/toasts.tsx';
import { useT } from '../../ui/appearance.tsx';
import { Field } from '../../ui/parts.tsx';
import { EmptyState, ErrorPanel, Load } from '../../ui/states.tsx';
import type { Output } from '../../app/engine.ts';
import { routeOfSet } from './model.ts';

type Pack = Output<'rulePacks.list'>[number];

/** Ready rules for a base library, put on the columns of a dataset: the mapping is shown, what has no column is listed and left out. */
export function NewFromPack({ onClose }: { readonly onClose: () => void }) {
  const packs = useQuery('rulePacks.list', undefined);
  return <Load of={packs}>{(list) => <Chooser packs={list} onClose={onClose} />}</Load>;
}

function Chooser({ packs, onClose }: { readonly packs: readonly Pack[]; readonly onClose: () => void }) {
  const t = useT();
  const toast = useToast();
  const datasets = useQuery('datasets.list', undefined);
  const [packId, setPack] = useState(packs[0]?.id ?? '');
  const [dataset, setDataset] = useState<string | null>(null);
  const [changed, setChanged] = useState<Readonly<Record<string, string | null>>>({});
  const [name, setName] = useState<string | null>(null);
  const apply = useCommand('rulePacks.apply');
  const pack = packs.find((one) => one.id === packId);
  const chosen = datasets.data?.find((one) => one.id === dataset);
  const batch = chosen?.latest?.id ?? null;
  const proposed = useQuery('rulePacks.propose', { pack: packId, batch: batch ?? '' }, { skip: batch === null });
  const mapping = Object.fromEntries(
    Object.entries({ ...proposed.data?.columns, ...changed }).flatMap(([key, column]) => (column === null ? [] : [[key, column]])),
  );
  const taken = pack?.rules.filter((rule) => rule.needs.every((need) => mapping[need] !== undefined)) ?? [];
  const run = async (): Promise<void> => {
    if (!pack || !chosen || taken.length === 0) return;
    const set = await apply.run({ pack: pack.id, dataset: chosen.id, name: name?.trim() || chosen.name, columns: mapping });
    if (!set) return;
    toast({ text: t('pack.done', { name: set.name, version: set.version, count: taken.length }) });
    go(routeOfSet(set));
  };
  return (
    <Modal
      open
      width={820}
      title={t('pack.new')}
      okText={t('pack.take', { count: taken.length })}
      cancelText={t('ui.cancel')}
      okButtonProps={{ disabled: taken.length === 0 }}
      confirmLoading={apply.busy}
      onOk={() => void run()}
      onCancel={onClose}
    >
      <div className="rule-form-grid">
        <Field label={t('pack.pack')} hint={pack?.description}>
          {(id, by) => (
            <Select
              id={id}
              aria-describedby={by}
              style={{ width: '100%' }}
              value={packId}
              options={packs.map((one) => ({ value: one.id, label: `${one.name} · ${one.rules.length}` }))}
              onChange={(value: string) => {
                setPack(value);
                setChanged({});
              }}
            />
          )}
        </Field>
        <Field label={t('rules.dataset')} required hint={chosen?.ruleSet ? t('pack.intoExisting') : undefined}>
          {(id, by) => (
            <Select
              id={id}
              aria-describedby={by}
              style={{ width: '100%' }}
              showSearch={{ optionFilterProp: 'label' }}
              placeholder={t('rules.chooseDataset')}
              value={dataset}
              options={(datasets.data ?? []).filter((one) => one.latest !== null).map((one) => ({ value: one.id, label: one.name }))}
              onChange={(value: string) => {
                setDataset(value);
                setChanged({});
              }}
            />
          )}
        </Field>
        {chosen && !chosen.ruleSet && (
          <Field label={t('rules.setName')}>
            {(id) => <Input id={id} maxLength={200} value={name ?? chosen.name} onChange={(event) => setName(event.target.value)} />}
          </Field>
        )}
      </div>
      {apply.error && <ErrorPanel error={apply.error} onClose={apply.clear} />}
      {batch === null || !pack ? (
        <EmptyState small title={t('rules.chooseDataset')} hint={t('pack.hint')} />
      ) : (
        <Load of={proposed}>
          {(data) => (
            <Mapping
              pack={pack}
              names={data.names}
              mapping={mapping}
              onChange={(key, column) => setChanged({ ...changed, [key]: column })}
            />
          )}
        </Load>
      )}
    </Modal>
  );
}

function Mapping(props: {
  readonly pack: Pack;
  readonly names: readonly string[];
  readonly mapping: Readonly<Record<string, string>>;
  readonly onChange: (key: string, column: string | null) => void;
}) {
  const t = useT();
  const { pack, names, mapping } = props;
  const left = pack.rules.filter((rule) => rule.needs.some((need) => mapping[need] === undefined));
  const titles = new Map(pack.parameters.map((one) => [one.name, one.title]));
  const lacking = (rule: Pack['rules'][number]): string =>
    rule.needs
      .filter((need) => mapping[need] === undefined)
      .map((need) => titles.get(need) ?? need)
      .join('、');
  return (
    <>
      <h2 className="rules-pack-head">{t('pack.columns')}</h2>
      <div className="rules-pack-columns">
        {pack.parameters.map((one) => (
          <label key={one.name}>
            <span>{one.title}</span>
            <Select
              aria-label={one.title}
              size="small"
              allowClear
              showSearch
              placeholder={t('pack.noColumn')}
              value={mapping[one.name] ?? null}
              options={names.map((name) => ({ value: name, label: name }))}
              onChange={(value: string | undefined) => props.onChange(one.name, value ?? null)}
            />
          </label>
        ))}
      </div>
      {left.length > 0 && (
        <details className="rules-pack-left">
          <summary>{t('pack.left', { count: left.length })}</summary>
          <ul>
            {left.map((rule) => (
              <li key={rule.id}>
                {rule.id} <span className="ui-muted">{t('pack.lacks', { columns: lacking(rule) })}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
