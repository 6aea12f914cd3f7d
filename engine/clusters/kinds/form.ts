import { formOf } from '../fold.ts';
import type { ClusterKind } from '../kind.ts';

/** The same but for width, case, blanks, punctuation, invisible and traditional characters. */
export const form: ClusterKind = { method: 'form', sure: 'high', byFrequency: false, how: 'key', key: formOf };
