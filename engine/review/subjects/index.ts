import type { Review } from '../../../contract/methods/review.ts';
import type { SubjectKind } from './kind.ts';
import { qualityRunSubject } from './quality-run.ts';
import { resourceSubject } from './resource.ts';

export type { PackageDraft, SubjectKind } from './kind.ts';

/** Everything that can be reviewed. */
export const subjects: Readonly<Record<Review['subject'], SubjectKind>> = { qualityRun: qualityRunSubject, resource: resourceSubject };
