import { Button } from 'antd';
import { useMemo, useState } from 'react';
import type { Rule, RuleKindInfo, RuleSet } from '../../../contract/methods/rules.ts';
import { SeverityChip } from '../../app/marks.tsx';
import { useAppearance, useT } from '../../ui/appearance.tsx';
import { Icon } from '../../ui/icons.tsx';
import { type ListColumn, ListTable } from '../../ui/ListTable.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { SearchBox, Toolbar } from '../../ui/Toolbar.tsx';
import { columnsOf, kindTitle, originOf, textOf } from './model.ts';
import { OriginChip } from './Origin.tsx';

export interface RuleListProps {
  readonly set: RuleSet;
  readonly kinds: readonly RuleKindInfo[];
  /** The id of the rule whose form stands beside the list. */
  readonly selected: string | null;
  readonly onSelect: (rule: Rule) => void;
  /** Left out: the person may not write rules. */
  readonly onCreate?: (() => void) | undefined;
}

/** The rules of a set, those that are switched off at the end. */
export function RuleList({ set, kinds, selected, onSelect, onCreate }: RuleListProps) {
  const t = useT();
  const { language } = useAppearance();
  const [search, setSearch] = useState('');
  const columns = useColumns(set, kinds);
  const shown = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    return [...set.rules, ...set.off.map((one) => one.rule)].filter(
      (rule) =>
        wanted === '' ||
        JSON.stringify(rule).toLowerCase().includes(wanted) ||
        kindTitle(rule, kinds, language).toLowerCase().includes(wanted),
    );
  }, [set.rules, set.off, search, kinds, language]);
  return (
    <div className="ui-pane">
      <Toolbar
        actions={
          onCreate && (
            <Button icon={<Icon name="plus" />} onClick={onCreate}>
              {t('rules.new')}
            </Button>
          )
        }
      >
        <SearchBox label={t('rules.search')} value={search} onChange={setSearch} width={180} />
      </Toolbar>
      <div className="ui-box ui-pane-fill">
        <ListTable
          label={t('rules.rules')}
          rows={shown}
          rowKey={(rule) => textOf(rule['id'])}
          selected={selected}
          onSelect={onSelect}
          empty={
            search === '' ? (
              <EmptyState small title={t('rules.none')} hint={t('rules.noneHint')} />
            ) : (
              <EmptyState small title={t('ui.noMatch', { search })} />
            )
          }
          columns={columns}
        />
      </div>
    </div>
  );
}

function useColumns(set: RuleSet, kinds: readonly RuleKindInfo[]): readonly ListColumn<Rule>[] {
  const t = useT();
  const { language } = useAppearance();
  const inherits = set.origins.length + set.off.length > 0;
  return [
    {
      key: 'kind',
      title: t('rules.kind'),
      sortBy: (rule) => kindTitle(rule, kinds, language),
      render: (rule) => (
        <>
          {set.problems.some((one) => one.rule === rule['id']) && (
            <span className="rules-faulty" title={t('rules.faulty')}>
              ⊘{' '}
            </span>
          )}
          {kindTitle(rule, kinds, language)}
        </>
      ),
    },
    {
      key: 'columns',
      title: t('rules.columns'),
      sortBy: (rule) => columnsOf(rule).join(),
      render: (rule) => (
        <span title={columnsOf(rule).join('、')}>{columnsOf(rule).join('、') || textOf(rule['expression']) || textOf(rule['when'])}</span>
      ),
    },
    ...(inherits
      ? [
          {
            key: 'origin',
            title: t('rules.origin'),
            width: 110,
            sortBy: (rule: Rule) => originOf(set, rule)?.set?.name ?? null,
            render: (rule: Rule) => <OriginChip origin={originOf(set, rule)} off={set.off.some((one) => one.rule['id'] === rule['id'])} />,
          },
        ]
      : []),
    {
      key: 'dimension',
      title: t('rules.dimension'),
      width: language === 'zh-CN' ? 64 : 96,
      render: (rule) => t(`dimension.${dimensionOf(rule, kinds)}`),
    },
    {
      key: 'severity',
      title: t('rules.severity'),
      width: language === 'zh-CN' ? 60 : 72,
      render: (rule) => <SeverityChip severity={severityOf(rule, kinds)} />,
    },
    {
      key: 'threshold',
      title: t('rules.threshold'),
      width: language === 'zh-CN' ? 64 : 84,
      align: 'right',
      render: (rule) => (typeof rule['threshold'] === 'number' ? `${Math.round(rule['threshold'] * 1e4) / 100}%` : '100%'),
    },
  ];
}

const severityOf = (rule: Rule, kinds: readonly RuleKindInfo[]) => {
  const own = rule['severity'];
  return own === 'critical' || own === 'major' || own === 'minor' || own === 'info'
    ? own
    : (kinds.find((kind) => kind.kind === rule['kind'])?.severity ?? 'major');
};
const dimensionOf = (rule: Rule, kinds: readonly RuleKindInfo[]) => {
  const own = rule['dimension'];
  const known = kinds.find((kind) => kind.kind === rule['kind'])?.dimension ?? 'conformity';
  return own === 'conformity' ||
    own === 'completeness' ||
    own === 'accuracy' ||
    own === 'consistency' ||
    own === 'timeliness' ||
    own === 'accessibility'
    ? own
    : known;
};
