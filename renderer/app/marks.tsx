/** How severities, rule outcomes and units look everywhere: shape, colour and word together. */
import type { RuleResult } from '../../contract/methods/quality.ts';
import type { Dimension, Severity } from '../../contract/methods/rules.ts';
import { useT } from '../ui/appearance.tsx';
import { Chip, LevelChip, type Level } from '../ui/parts.tsx';
import { Suggest } from '../ui/Suggest.tsx';
import { useQuery } from './engine.ts';

export const severities = ['critical', 'major', 'minor', 'info'] as const satisfies readonly Severity[];
export const dimensions = [
  'conformity',
  'completeness',
  'accuracy',
  'consistency',
  'timeliness',
  'accessibility',
] as const satisfies readonly Dimension[];

const severityTone = { critical: 'bad', major: 'warn', minor: 'plain', info: 'info' } as const;

/** How grave a rule is. */
export function SeverityChip({ severity }: { readonly severity: Severity }) {
  const t = useT();
  return <Chip tone={severityTone[severity]}>{t(`severity.${severity}`)}</Chip>;
}

/** The alert level of a rule's outcome: a failing critical rule is red, a failing minor one yellow. */
export function levelOfResult(result: Pick<RuleResult, 'status' | 'severity' | 'note' | 'waiver'>): Level {
  if (result.waiver?.scope === 'rule') return 'none';
  if (result.status === 'pass') return result.note !== null ? 'none' : 'ok';
  if (result.severity === 'info') return 'blue';
  if (result.status === 'fail' && result.severity === 'critical') return 'red';
  if (result.status === 'fail' && result.severity === 'major') return 'orange';
  return 'yellow';
}

/** What came of a rule; one that could not run is marked apart and never looks like a pass. */
export function StatusChip({ result }: { readonly result: Pick<RuleResult, 'status' | 'severity' | 'note' | 'waiver'> }) {
  const t = useT();
  const { waiver } = result;
  if (waiver) {
    const until = waiver.until === null ? t('waivers.noEnd') : t('waivers.untilDay', { day: waiver.until });
    const title = `${t('waivers.counted', { count: waiver.rows })} · ${until}`;
    if (waiver.scope === 'rule')
      return (
        <span title={title}>
          <LevelChip level="none">{t('ruleStatus.waived')}</LevelChip>
        </span>
      );
    return (
      <span title={title}>
        <StatusChip result={{ ...result, waiver: undefined }} />{' '}
        <span className="ui-muted">{t('waivers.some', { count: waiver.rows })}</span>
      </span>
    );
  }
  if (result.status === 'error') {
    return (
      <Chip tone="bad">
        <span aria-hidden="true">⊘ </span>
        {t('ruleStatus.error')}
      </Chip>
    );
  }
  if (result.status === 'pass' && result.note !== null) return <LevelChip level="none">{t('ruleStatus.none')}</LevelChip>;
  return <LevelChip level={levelOfResult(result)}>{t(`ruleStatus.${result.status}`)}</LevelChip>;
}

/** A unit by name: the known ones are offered, another may be typed. */
export function UnitInput(props: {
  readonly id?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly describedBy?: string | undefined;
  readonly onPick?: (unit: { readonly name: string; readonly code: string }) => void;
}) {
  const units = useQuery('units.list', undefined);
  return (
    <Suggest
      id={props.id}
      aria-describedby={props.describedBy}
      style={{ width: '100%' }}
      value={props.value}
      onChange={props.onChange}
      onSelect={(name: string) => {
        const unit = units.data?.find((one) => one.name === name);
        if (unit) props.onPick?.(unit);
      }}
      showSearch={{ filterOption: (input, option) => (option?.value ?? '').includes(input) }}
      options={(units.data ?? []).map((unit) => ({ value: unit.name, label: unit.name }))}
    />
  );
}
