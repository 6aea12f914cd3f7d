import type { JsonValue } from '../../../base/trust/index.ts';
import { JiadiError } from '../../../contract/errors.ts';
import { blockedBy, runForReview } from '../../quality/index.ts';
import type { SubjectKind } from './kind.ts';

type RunContent = ReturnType<typeof runForReview>;

const asJson = (value: unknown): JsonValue => JSON.parse(JSON.stringify(value)) as JsonValue;
const share = (score: number | null): number | null => (score === null ? null : score / 100);

/** A quality run: approved, its report becomes a result package. A failing critical rule blocks the approval. */
export const qualityRunSubject: SubjectKind = {
  submission: (reader, id) => {
    const content = runForReview(reader, id);
    return { title: content.title, content: asJson(content) };
  },
  submit: () => undefined,
  approve: (context, id) => {
    const count = blockedBy(context.reader, id).length;
    if (count > 0) throw new JiadiError('blocked-by-critical', { count });
  },
  package: (content) => {
    const run = content as unknown as RunContent;
    return {
      kind: 'quality.report',
      title: run.title,
      key: `quality/${run.datasetId}/${run.batchNumber}`,
      basis: { dataset: `sha256:${run.sourceSha256}`, rows: run.rows, ruleSet: run.ruleSetDigest },
      body: {
        dataset: run.datasetName,
        batch: run.batchNumber,
        score: {
          total: share(run.score.total),
          dimensions: Object.fromEntries(Object.entries(run.score.dimensions).map(([d, v]) => [d, share(v)])),
        },
        findings: run.findings,
        rules: run.rules.map((r) => ({
          rule: r.rule,
          kind: r.kind,
          columns: [...r.columns],
          dimension: r.dimension,
          severity: r.severity,
          evaluated: r.evaluated,
          skipped: r.skipped,
          failed: r.failed,
          ratio: r.ratio,
          status: r.status,
          ...(r.waiver ? { waiver: r.waiver } : {}),
        })),
      },
    };
  },
  giveBack: () => undefined,
};
