import { Button } from 'antd';
import { useState } from 'react';
import { type InPlaceRule, type InPlaceWay, inPlaceWay } from '../../../contract/methods/in-place.ts';
import { useQuery } from '../../app/engine.ts';
import { useToast } from '../../app/toasts.tsx';
import { useAppearance, useT } from '../../ui/appearance.tsx';
import { copyText } from '../../ui/clipboard.ts';
import { describeCode } from '../../ui/error-words.ts';
import { ListTable } from '../../ui/ListTable.tsx';
import { Card, Chip } from '../../ui/parts.tsx';

const tone = { server: 'good', values: 'info', rows: 'warn', facts: 'plain', none: 'bad' } as const;

/** How a rule is answered, in a word. */
export function WayChip({ way }: { readonly way: InPlaceWay }) {
  const t = useT();
  return <Chip tone={tone[way]}>{t(`pushdown.way.${way}`)}</Chip>;
}

/** The name of a rule's kind in the language of the window. */
export function useKindName(): (kind: string) => string {
  const { language } = useAppearance();
  const kinds = useQuery('ruleKinds.list', undefined);
  return (name) => {
    const kind = kinds.data?.find((one) => one.kind === name);
    return kind ? (language === 'zh-CN' ? kind.title.zh : kind.title.en) : name;
  };
}

/** How each rule will be answered, why not by the database alone, and what is asked of it. */
export function PlanTable({ rules }: { readonly rules: readonly InPlaceRule[] }) {
  const t = useT();
  const toast = useToast();
  const { language } = useAppearance();
  const kindName = useKindName();
  const [chosen, setChosen] = useState<string | null>(null);
  const selected = rules.find(({ rule }) => rule === chosen);
  const remark = ({ error, why }: InPlaceRule): string =>
    error ? describeCode(language, error.code, error.params) : why === null ? '' : t(`pushdown.why.${why}`);
  const ways = inPlaceWay.options.flatMap((way) => {
    const count = rules.filter((one) => one.way === way).length;
    return count === 0 ? [] : [{ way, count }];
  });
  const copyAll = (): void => {
    const text = rules.flatMap(({ rule, sql }) => (sql === null ? [] : [`-- ${rule.replace(/\s+/g, ' ')}\n${sql};`])).join('\n\n');
    if (copyText(text)) toast({ text: t('inPlace.copied') });
  };
  return (
    <Card
      flush
      title={t('inPlace.plan', { count: rules.length })}
      extra={
        <span className="ui-row">
          {ways.map(({ way, count }) => (
            <Chip key={way} tone={tone[way]}>
              {t('inPlace.waysOf', { way: t(`pushdown.way.${way}`), count })}
            </Chip>
          ))}
          <Button size="small" disabled={rules.every(({ sql }) => sql === null)} onClick={copyAll}>
            {t('inPlace.copyAll')}
          </Button>
        </span>
      }
    >
      <ListTable
        label={t('inPlace.plan', { count: rules.length })}
        rows={rules}
        rowKey={({ rule }) => rule}
        selected={chosen}
        onSelect={({ rule }) => setChosen(rule)}
        maxHeight={320}
        columns={[
          {
            key: 'rule',
            title: t('rules.name'),
            width: '1fr',
            sortBy: ({ rule }) => rule,
            render: ({ rule }) => <span title={rule}>{rule}</span>,
          },
          { key: 'kind', title: t('rules.kind'), width: '1fr', sortBy: ({ kind }) => kindName(kind), render: ({ kind }) => kindName(kind) },
          {
            key: 'columns',
            title: t('rules.columns'),
            width: '1fr',
            sortBy: ({ columns }) => columns.join(),
            render: ({ columns }) => <span title={columns.join('、')}>{columns.join('、')}</span>,
          },
          {
            key: 'way',
            title: t('inPlace.way'),
            width: 148,
            sortBy: ({ way }) => inPlaceWay.options.indexOf(way),
            render: ({ way }) => <WayChip way={way} />,
          },
          {
            key: 'why',
            title: t('inPlace.why'),
            width: '2fr',
            sortBy: remark,
            render: (one) => (
              <span title={remark(one)} className={one.error ? 'in-place-error' : undefined}>
                {remark(one)}
              </span>
            ),
          },
        ]}
      />
      <Statement rule={selected} />
    </Card>
  );
}

/** What the database is asked for a rule, to read and to copy. */
export function Statement({ rule }: { readonly rule: Pick<InPlaceRule, 'rule' | 'sql' | 'way'> | undefined }) {
  const t = useT();
  const toast = useToast();
  if (!rule) return <p className="in-place-hint ui-muted">{t('inPlace.chooseRule')}</p>;
  const { sql } = rule;
  if (sql === null) return <p className="in-place-hint ui-muted">{t('inPlace.sqlNone')}</p>;
  return (
    <section className="in-place-sql" aria-label={t('inPlace.sqlOf', { rule: rule.rule })}>
      <header className="ui-row">
        <strong>{t('inPlace.sqlOf', { rule: rule.rule })}</strong>
        {rule.way === 'server' && <span className="ui-muted">{t('inPlace.sqlTogether')}</span>}
        <Button size="small" onClick={() => copyText(sql) && toast({ text: t('inPlace.copied') })}>
          {t('inPlace.copySql')}
        </Button>
      </header>
      <pre tabIndex={0}>{sql}</pre>
    </section>
  );
}
