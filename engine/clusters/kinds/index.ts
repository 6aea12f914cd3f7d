import type { ClusterMethod } from '../../../contract/methods/clusters.ts';
import type { ClusterKind } from '../kind.ts';
import { distance } from './distance.ts';
import { fingerprint } from './fingerprint.ts';
import { form } from './form.ts';
import { note } from './note.ts';
import { sound } from './sound.ts';

/** Every way to find spellings, by its method. */
export const clusterKinds: Readonly<Record<ClusterMethod, ClusterKind>> = { form, fingerprint, note, sound, distance };
