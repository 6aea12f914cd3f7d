import { JiadiError } from '../../contract/errors.ts';
import type { lifecycleMethods, Stage } from '../../contract/methods/lifecycle.ts';
import type { CommandContext, ModuleHandlers, QueryContext } from '../context.ts';
import { currentAlerts } from './alerts.ts';
import { lastDays } from './cycle.ts';
import { homeOf } from './home.ts';
import { type MetricContext, metricKinds, timelinessOf } from './metrics/index.ts';
import { acknowledge, insertEvent, listEvents } from './store.ts';

export { periodOf } from './cycle.ts';
export { timelinessOf } from './metrics/index.ts';

/** What an act of the main job tells about the data's life. */
export interface EventFacts {
  readonly stage: Stage;
  readonly kind: string;
  readonly dataset?: string | null;
  readonly unit?: string | null;
  readonly rows?: number | null;
  readonly bytes?: number | null;
  readonly subject?: string;
}

/** Writes a lifecycle event in the act's own transaction. */
export function recordEvent(context: CommandContext, facts: EventFacts): void {
  insertEvent(context.writer, {
    id: context.newId(),
    at: context.nowIso(),
    stage: facts.stage,
    kind: facts.kind,
    dataset: facts.dataset ?? null,
    unit: facts.unit ?? null,
    rows: facts.rows ?? null,
    bytes: facts.bytes ?? null,
    byId: context.actor,
    subject: facts.subject ?? '',
  });
  context.touch('lifecycleEvent', 'metric', 'alert');
}

const wallMs = (context: QueryContext): number => context.host.clock.nowMs();
const metricContext = (context: QueryContext, days: number): MetricContext => ({
  nowMs: wallMs(context),
  days: lastDays(days, wallMs(context)),
});

/** The six stages, measured; alerts; timeliness; and what waits for each role. */
export const lifecycle: ModuleHandlers<typeof lifecycleMethods> = {
  'lifecycle.overview': ({ days }, context) => {
    const measuring = metricContext(context, days);
    const metrics = metricKinds.map((kind) => {
      const perDay = kind.trend(context.reader, measuring);
      const trend =
        perDay.size === 0 && kind.gaps === 'null'
          ? []
          : measuring.days.map((day) => ({ day, value: perDay.get(day) ?? (kind.gaps === 'zero' ? 0 : null) }));
      return { id: kind.id, stage: kind.stage, unit: kind.unit, target: kind.target, ...kind.measure(context.reader, measuring), trend };
    });
    return { asOf: context.nowIso(), metrics };
  },
  'lifecycle.behind': ({ metric, days, day }, context) => {
    const kind = metricKinds.find((k) => k.id === metric);
    if (!kind) throw new JiadiError('not-found', { what: 'metric', name: metric });
    const { columns, rows, routes } = kind.behind(context.reader, metricContext(context, days), day ?? null);
    return { columns: [...columns], rows: rows.map((r) => [...r]), routes: [...routes] };
  },
  'lifecycle.events': (filter, { reader }) => listEvents(reader, filter),
  'lifecycle.timeliness': (_, context) =>
    timelinessOf(context.reader, wallMs(context)).map(({ id, name, ...rest }) => ({ dataset: id, datasetName: name, ...rest })),
  'alerts.list': ({ state }, context) =>
    currentAlerts(context.reader, wallMs(context)).filter((a) => state === undefined || a.state === state),
  'alerts.acknowledge': ({ alert, note }, context) => {
    const found = currentAlerts(context.reader, wallMs(context)).find((a) => a.id === alert);
    if (!found) throw new JiadiError('not-found', { what: 'alert', name: alert });
    acknowledge(context.writer, alert, note, context.nowIso(), context.actor);
    context.audit(alert, { note: note.length > 0 });
    return { ...found, state: 'known', note };
  },
  'home.get': (_, context) => homeOf(context, currentAlerts(context.reader, wallMs(context))),
};
