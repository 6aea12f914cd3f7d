import type { JsonValue } from '../../../base/trust/index.ts';
import { blockedInPlace, findInPlace, inPlaceForReview, requireSubmittable } from '../../pushdown/index.ts';
import { blockedBy, runForReview } from '../../quality/index.ts';
import type { PackageDraft, SubjectKind } from './kind.ts';

type BatchContent = ReturnType<typeof runForReview>;
type PlaceContent = ReturnType<typeof inPlaceForReview>;

const asJson = (value: unknown): JsonValue => JSON.parse(JSON.stringify(value)) as JsonValue;
const share = (score: number | null): number | null => (score === null ? null : score / 100);

/** What a package says of a run besides its score and rules: which batch, or which table of which server when. */
function about(run: BatchContent | PlaceContent): Pick<PackageDraft, 'key' | 'basis' | 'body'> {
  const basis = { rows: run.rows, ruleSet: run.ruleSetDigest };
  if (!('place' in run))
    return {
      key: `quality/${run.datasetId}/${run.batchNumber}`,
      basis: { ...basis, dataset: `sha256:${run.sourceSha256}` },
      body: { dataset: run.datasetName, batch: run.batchNumber },
    };
  const { table, name, query, server, oneState } = run.place;
  return {
    key: `quality/in-place/${table}`,
    // a table of a server has no digest: it is what it was when it was checked
    basis: { ...basis, dataset: null },
    body: { dataset: name, inPlace: { server, query: query === null ? null : query.digest, checkedAt: run.startedAt, oneState } },
  };
}

/** A quality run of a batch or of a table where it is: approved, its report becomes a result package. A failing critical rule blocks the approval. */
export const qualityRunSubject: SubjectKind = {
  submission: (reader, id) => {
    const content = findInPlace(reader, id) ? inPlaceForReview(reader, id) : runForReview(reader, id);
    return { title: content.title, content: asJson(content) };
  },
  submit: ({ reader }, id) => {
    if (findInPlace(reader, id)) requireSubmittable(reader, id);
  },
  blockedBy: (reader, id) => (findInPlace(reader, id) ? blockedInPlace(reader, id) : blockedBy(reader, id)),
  approve: () => undefined,
  package: (content) => {
    const run = content as unknown as BatchContent | PlaceContent;
    const { key, basis, body } = about(run);
    return {
      kind: 'quality.report',
      title: run.title,
      key,
      basis,
      body: {
        ...body,
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
