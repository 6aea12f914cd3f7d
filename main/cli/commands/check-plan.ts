import type { PlanDocument, PlanReference, PlanRule } from '../../../engine/quality/index.ts';
import { table, type Terminal } from '../terminal.ts';

/** Prints how a check would run. */
export function printPlan(plan: PlanDocument, terminal: Terminal): void {
  const head = [terminal.t('cli.table.rule'), terminal.t('cli.table.kind'), terminal.t('cli.plan.way')];
  const rows = plan.rules.map((rule) => [rule.rule, rule.kind, wayOf(rule, terminal)]);
  for (const line of table([head, ...rows])) terminal.out(line);
  for (const { from, columns, rules } of plan.references)
    terminal.out(terminal.t('cli.plan.reference', { from: nameOf(from), columns: columns.join(', '), rules: rules.join(', ') }));
  for (const { way, text, values, rules } of plan.statements) {
    terminal.out('');
    terminal.out(terminal.t(`cli.plan.statement.${way}`, { rules: rules.length }));
    terminal.out(text);
    terminal.out(JSON.stringify(values));
  }
}

function wayOf(rule: PlanRule, terminal: Terminal): string {
  if (rule.error) return `${terminal.t('cli.plan.none')}: ${rule.error.code} ${JSON.stringify(rule.error.params)}`;
  const parts = [
    ...(rule.learns ? [terminal.t('cli.plan.learns')] : []),
    terminal.t(`cli.plan.${rule.way}`),
    ...(rule.groups ? [terminal.t('cli.plan.groups')] : []),
  ];
  return parts.join(' → ');
}

function nameOf(from: PlanReference['from']): string {
  return 'dataset' in from ? from.dataset : `--earlier (${from.earlier})`;
}
