import { Button, Input, InputNumber, Select, Switch } from 'antd';
import type { ResourceFields } from '../../../contract/methods/catalog.ts';
import { UnitInput } from '../../app/marks.tsx';
import { useT } from '../../ui/appearance.tsx';
import { IconButton, Field } from '../../ui/parts.tsx';
import { cycles, formatClasses, itemTypes, sharingTypes } from './model.ts';

interface Props {
  readonly fields: ResourceFields;
  readonly tags: readonly string[];
  readonly locked: boolean;
  readonly problemOf: (field: string) => string | null;
  readonly onChange: (fields: ResourceFields) => void;
  readonly onTags: (tags: readonly string[]) => void;
}

/** The 12 + 1 elements; what does not apply is not shown. */
export function Form({ fields, tags, locked, problemOf, onChange, onTags }: Props) {
  const t = useT();
  const set = (change: Partial<ResourceFields>): void => onChange({ ...fields, ...change });
  const line = (field: 'classification' | 'providerCode' | 'system', hint?: string) => (
    <div id={`catalog-${field}`} className="catalog-field">
      <Field label={t(`catalog.element.${field}`)} problem={problemOf(field)} hint={hint} required>
        {(id) => <Input id={id} disabled={locked} value={fields[field]} onChange={(event) => set({ [field]: event.target.value })} />}
      </Field>
    </div>
  );
  return (
    <div className="catalog-form">
      <div className="catalog-wide">
        <Field label={t('catalog.element.name')} required>
          {(id) => (
            <Input id={id} disabled={locked} maxLength={50} value={fields.name} onChange={(event) => set({ name: event.target.value })} />
          )}
        </Field>
      </div>
      {line('classification', t('catalog.classificationHint'))}
      <Field label={t('catalog.element.code')} hint={t('catalog.codeNote')}>
        {(id) => <Input id={id} value={fields.code} readOnly />}
      </Field>
      <div id="catalog-provider" className="catalog-field">
        <Field label={t('catalog.element.provider')} problem={problemOf('provider')} required>
          {(id, describedBy) => (
            <UnitInput
              id={id}
              describedBy={describedBy}
              value={fields.provider}
              onChange={(provider) => set({ provider })}
              onPick={(unit) => set({ provider: unit.name, providerCode: unit.code || fields.providerCode })}
            />
          )}
        </Field>
      </div>
      {line('providerCode')}
      <div id="catalog-abstract" className="catalog-wide catalog-field">
        <Field label={t('catalog.element.abstract')} problem={problemOf('abstract')} required>
          {(id) => (
            <Input.TextArea
              id={id}
              disabled={locked}
              maxLength={256}
              showCount
              rows={2}
              value={fields.abstract}
              onChange={(event) => set({ abstract: event.target.value })}
            />
          )}
        </Field>
      </div>
      <Field label={t('catalog.element.format')}>
        {(id) => (
          <Select
            id={id}
            disabled={locked}
            value={fields.format.class}
            options={formatClasses.map((value) => ({ value, label: t(`catalog.formatClass.${value}`) }))}
            onChange={(value) => set({ format: { ...fields.format, class: value } })}
          />
        )}
      </Field>
      <div id="catalog-format" className="catalog-field">
        <Field label={t('catalog.formatType')} problem={problemOf('format')} required>
          {(id) => (
            <Input
              id={id}
              disabled={locked}
              value={fields.format.type}
              onChange={(event) => set({ format: { ...fields.format, type: event.target.value } })}
            />
          )}
        </Field>
      </div>
      <Field label={t('catalog.element.updateCycle')} required>
        {(id) => (
          <Select
            id={id}
            disabled={locked}
            value={fields.updateCycle}
            options={cycles.map((value) => ({ value, label: t(`cycle.${value}`) }))}
            onChange={(updateCycle) => set({ updateCycle })}
          />
        )}
      </Field>
      {line('system')}
      <Sharing fields={fields} locked={locked} problemOf={problemOf} set={set} />
      <Items fields={fields} locked={locked} problem={problemOf('items')} onChange={(items) => set({ items })} />
      <div className="catalog-wide">
        <Field label={t('catalog.tags')}>
          {(id) => <Select id={id} disabled={locked} mode="tags" value={[...tags]} onChange={onTags} open={false} suffixIcon={null} />}
        </Field>
      </div>
    </div>
  );
}

function Sharing({
  fields,
  locked,
  problemOf,
  set,
}: {
  readonly fields: ResourceFields;
  readonly locked: boolean;
  readonly problemOf: (field: string) => string | null;
  readonly set: (change: Partial<ResourceFields>) => void;
}) {
  const t = useT();
  const { sharing, opening } = fields;
  const share = (change: Partial<ResourceFields['sharing']>): void => set({ sharing: { ...sharing, ...change } });
  return (
    <>
      <div id="catalog-sharing" className="catalog-field">
        <Field label={t('catalog.element.sharing')} problem={sharing.type === 'denied' ? null : problemOf('sharing')} required>
          {(id) => (
            <Select
              id={id}
              disabled={locked}
              value={sharing.type}
              options={sharingTypes.map((value) => ({ value, label: t(`sharing.${value}`) }))}
              onChange={(type) => share({ type })}
            />
          )}
        </Field>
      </div>
      {sharing.type === 'denied' ? (
        <div className="catalog-wide">
          <Field label={t('catalog.legalBasis')} hint={t('catalog.negativeNote')} problem={problemOf('sharing')} required>
            {(id) => (
              <Input.TextArea
                id={id}
                disabled={locked}
                rows={2}
                value={sharing.legalBasis}
                onChange={(event) => share({ legalBasis: event.target.value })}
              />
            )}
          </Field>
        </div>
      ) : (
        <Field label={t('catalog.sharingMethod')} required>
          {(id) => <Input id={id} disabled={locked} value={sharing.method} onChange={(event) => share({ method: event.target.value })} />}
        </Field>
      )}
      {sharing.type === 'conditional' && (
        <div className="catalog-wide">
          <Field label={t('catalog.sharingCondition')} required>
            {(id) => (
              <Input id={id} disabled={locked} value={sharing.condition} onChange={(event) => share({ condition: event.target.value })} />
            )}
          </Field>
        </div>
      )}
      <div id="catalog-opening" className="catalog-field">
        <Field label={t('catalog.element.opening')} problem={problemOf('opening')}>
          {(id) => (
            <Switch
              id={id}
              aria-label={t('catalog.open')}
              disabled={locked}
              checked={opening.open}
              onChange={(open) => set({ opening: { ...opening, open } })}
            />
          )}
        </Field>
      </div>
      {opening.open && (
        <Field label={t('catalog.openCondition')}>
          {(id) => (
            <Input
              id={id}
              disabled={locked}
              value={opening.condition}
              onChange={(event) => set({ opening: { ...opening, condition: event.target.value } })}
            />
          )}
        </Field>
      )}
    </>
  );
}

type Item = ResourceFields['items'][number];

function Items({
  fields,
  locked,
  problem,
  onChange,
}: {
  readonly fields: ResourceFields;
  readonly locked: boolean;
  readonly problem: string | null;
  readonly onChange: (items: Item[]) => void;
}) {
  const t = useT();
  const { items } = fields;
  const blank: Item = { name: t('catalog.item.name'), type: 'C', length: null, description: '' };
  const put = (index: number, change: Partial<Item>): void =>
    onChange(items.map((item, i) => (i === index ? { ...item, ...change } : item)));
  return (
    <div id="catalog-items" className="catalog-wide catalog-field">
      <Field label={`${t('catalog.element.items')} (${items.length})`} problem={problem} required>
        {() => (
          <table className="catalog-items">
            <thead>
              <tr>
                <th scope="col">{t('catalog.item.name')}</th>
                <th scope="col">{t('catalog.item.type')}</th>
                <th scope="col">{t('catalog.item.length')}</th>
                <th scope="col">
                  <span className="ui-hidden">{t('catalog.item.remove')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((item, index) => (
                // an item has no identity but its place
                <tr
                  key={String(index)}
                  onKeyDown={(event) => {
                    if (event.key === 'Insert' && !locked) onChange([...items.slice(0, index + 1), blank, ...items.slice(index + 1)]);
                  }}
                >
                  <td>
                    <Input
                      size="small"
                      aria-label={t('catalog.item.name')}
                      disabled={locked}
                      value={item.name}
                      onChange={(event) => put(index, { name: event.target.value })}
                    />
                  </td>
                  <td>
                    <Select
                      size="small"
                      aria-label={t('catalog.item.type')}
                      style={{ width: 132 }}
                      disabled={locked}
                      value={item.type}
                      options={itemTypes.map((value) => ({ value, label: t(`catalog.itemType.${value}`) }))}
                      onChange={(type) => put(index, { type })}
                    />
                  </td>
                  <td>
                    <InputNumber
                      size="small"
                      aria-label={t('catalog.item.length')}
                      disabled={locked}
                      min={0}
                      value={item.length}
                      onChange={(length) => put(index, { length })}
                    />
                  </td>
                  <td>
                    {!locked && (
                      <IconButton
                        icon="trash"
                        label={t('catalog.item.remove')}
                        onClick={() => onChange(items.filter((_, i) => i !== index))}
                      />
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Field>
      {!locked && (
        <Button size="small" onClick={() => onChange([...items, blank])}>
          {t('catalog.item.add')}
        </Button>
      )}
    </div>
  );
}
