import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { shanghaiDay } from '../../base/clock.ts';
import { exists, withFileErrors } from '../../base/files.ts';
import { type Reader, sql } from '../../base/sqlite/index.ts';
import type { OutputOf } from '../../contract/method.ts';
import type { Alert, lifecycleMethods } from '../../contract/methods/lifecycle.ts';
import { type Right, rightsOf } from '../../contract/rights.ts';
import { auditHash, recentAuditRows } from '../audit/index.ts';
import type { QueryContext } from '../context.ts';

type Home = OutputOf<(typeof lifecycleMethods)['home.get']>;
type Todo = Home['todos'][number];

const count = (reader: Reader, query: ReturnType<typeof sql>): number => reader.value<number>(query) ?? 0;
const RECENT_AUDIT = 200;

/** What is in the workspace, what waits for the signed-in person, what is late. */
export function homeOf(context: QueryContext, alerts: readonly Alert[]): Home {
  const { reader } = context;
  return {
    todos: todosOf(context, alerts),
    counts: {
      datasets: count(reader, sql`SELECT count(*) FROM dataset WHERE removed_at IS NULL`),
      rows: count(
        reader,
        sql`SELECT coalesce(sum(b.row_count), 0) FROM batch b JOIN dataset d ON d.id = b.dataset_id WHERE d.removed_at IS NULL AND b.removed_at IS NULL`,
      ),
      resources: count(reader, sql`SELECT count(*) FROM resource`),
      published: count(reader, sql`SELECT count(*) FROM resource WHERE state = 'published'`),
      bytes: count(reader, sql`SELECT coalesce(sum(bytes), 0) FROM data_file`),
    },
    snapshotAt: newestSnapshot(context.workspace.folder),
    auditOk: tailIsSound(reader),
  };
}

function todosOf({ reader, session, actor, host }: QueryContext, alerts: readonly Alert[]): Todo[] {
  const rights = session ? rightsOf[session.user.role] : [];
  const late = alerts.filter((a) => a.code === 'late');
  const todos: (Todo | null)[] = [
    { code: 'alerts-red', count: alerts.filter((a) => a.level === 'red').length, level: 'red', route: '/lifecycle/alerts' },
    { code: 'late-datasets', count: late.length, level: late.some((a) => a.level === 'red') ? 'red' : 'orange', route: '/lifecycle' },
    ...batchTodos(reader, rights),
    rights.includes('review.decide')
      ? {
          code: 'reviews-waiting',
          count: count(reader, sql`SELECT count(*) FROM review WHERE state = 'pending' AND maker_id <> ${actor}`),
          level: 'yellow',
          route: '/review',
        }
      : null,
    rights.includes('review.submit')
      ? {
          code: 'reviews-returned',
          count: count(
            reader,
            sql`SELECT count(*) FROM review r WHERE state = 'rejected' AND maker_id = ${actor}
        AND NOT EXISTS (SELECT 1 FROM review newer WHERE newer.subject = r.subject AND newer.subject_id = r.subject_id AND newer.submitted_at > r.submitted_at)`,
          ),
          level: 'orange',
          route: '/review',
        }
      : null,
    ...issueTodos(reader, rights, actor, shanghaiDay(host.clock.nowMs())),
    rights.includes('sync.read')
      ? {
          code: 'outbox-waiting',
          count: count(reader, sql`SELECT count(*) FROM outbox WHERE state = 'queued'`),
          level: 'blue',
          route: '/sync',
        }
      : null,
  ];
  return todos.filter((todo) => todo !== null).filter((todo) => todo.count > 0);
}

/** What the list of issues shows as still to be done. */
const openIssue = sql`issue i LEFT JOIN dataset d ON d.id = i.dataset_id WHERE d.removed_at IS NULL AND i.state <> 'closed'`;

/** Waivers that somebody else asked for, issues that are past their day (in China, as the list of issues tells it), and issues that are open. */
function issueTodos(reader: Reader, rights: readonly Right[], actor: string, today: string): readonly (Todo | null)[] {
  const mine = rights.includes('issue.edit');
  return [
    rights.includes('review.decide')
      ? {
          code: 'waivers-waiting',
          count: count(
            reader,
            sql`SELECT count(*) FROM waiver w LEFT JOIN dataset d ON d.id = w.dataset_id
            WHERE w.state = 'pending' AND w.by_id <> ${actor} AND d.removed_at IS NULL`,
          ),
          level: 'yellow',
          route: '/issues?tab=waivers',
        }
      : null,
    mine
      ? {
          code: 'issues-late',
          count: count(reader, sql`SELECT count(*) FROM ${openIssue} AND date(i.due_at, '+8 hours') < ${today}`),
          level: 'orange',
          route: '/issues?late=1',
        }
      : null,
    mine
      ? {
          code: 'issues-open',
          count: count(reader, sql`SELECT count(*) FROM ${openIssue}`),
          level: 'blue',
          route: '/issues?tab=active',
        }
      : null,
  ];
}

/** Batches that wait for somebody's decision, and present ones that nobody has checked. */
function batchTodos(reader: Reader, rights: readonly Right[]): readonly (Todo | null)[] {
  return [
    rights.includes('data.import')
      ? {
          code: 'undecided-batches',
          count: count(
            reader,
            sql`SELECT count(*) FROM batch b JOIN dataset d ON d.id = b.dataset_id
            WHERE d.removed_at IS NULL AND NOT EXISTS (SELECT 1 FROM batch_decision c WHERE c.batch_id = b.id)`,
          ),
          level: 'yellow',
          route: '/datasets?waiting=1',
        }
      : null,
    rights.includes('data.import')
      ? {
          code: 'watch-failed',
          count: count(
            reader,
            // what somebody imported by hand since needs no more attention
            sql`SELECT count(*) FROM watch_file f JOIN watch_rule w ON w.id = f.rule_id WHERE f.state = 'failed' AND NOT EXISTS (SELECT 1 FROM batch b
              WHERE b.dataset_id = w.dataset_id AND b.file_name = f.name AND b.bytes = f.bytes AND b.imported_at > f.at)`,
          ),
          level: 'orange',
          route: '/intake/watch',
        }
      : null,
    rights.includes('quality.run')
      ? {
          code: 'unchecked-batches',
          count: count(
            reader,
            sql`SELECT count(*) FROM dataset d JOIN latest_batch l ON l.dataset_id = d.id
            WHERE d.removed_at IS NULL AND NOT EXISTS (SELECT 1 FROM quality_run r WHERE r.batch_id = l.batch_id)`,
          ),
          level: 'yellow',
          route: '/datasets',
        }
      : null,
  ];
}

function newestSnapshot(folder: string): string | null {
  const path = join(folder, 'snapshots');
  const name = exists(path)
    ? withFileErrors(path, () => readdirSync(path))
        .filter((n) => n.endsWith('.db'))
        .sort()
        .at(-1)
    : undefined;
  const time = name?.match(/^workspace-(\d{4}-\d\d-\d\dT\d\d)-(\d\d)-(\d\d)-(\d{3})Z\.db$/);
  return time ? `${time[1]}:${time[2]}:${time[3]}.${time[4]}Z` : null;
}

/** A look at the newest rows only; the whole chain is verified by `audit.verify`. */
function tailIsSound(reader: Reader): boolean {
  const rows = recentAuditRows(reader, RECENT_AUDIT);
  return rows.every((row, i) => row.hash === auditHash(row) && (i === 0 || row.prev === rows[i - 1]?.hash));
}
