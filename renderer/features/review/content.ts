/** What was submitted, as the engine wrote it; read with care because it is the maker's record, not ours. */
import type { ResourceFields } from '../../../contract/methods/catalog.ts';
import type { RuleResult } from '../../../contract/methods/quality.ts';

export interface PlaceContent {
  readonly name: string;
  readonly query: { readonly sql: string } | null;
  readonly connection: string;
  readonly server: { readonly product: string; readonly version: string };
  readonly key: readonly string[];
  readonly oneState: boolean;
}

export interface RunContent {
  readonly title: string;
  /** Given for a check of a table where it is. */
  readonly place?: PlaceContent;
  readonly rows: number;
  readonly findings: number;
  readonly score: { readonly total: number | null; readonly dimensions: Readonly<Record<string, number | null>> };
  readonly rules: readonly Pick<
    RuleResult,
    'rule' | 'kind' | 'columns' | 'dimension' | 'severity' | 'evaluated' | 'skipped' | 'failed' | 'ratio' | 'status' | 'waiver'
  >[];
  readonly startedAt?: string;
  readonly ruleSetName?: string;
  readonly ruleSetVersion?: number;
}

export interface ResourceContent {
  readonly version: number;
  readonly fields: ResourceFields;
  readonly tags: readonly string[];
  readonly datasets: readonly { readonly id: string; readonly name: string }[];
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The content of a submitted run, or null when it does not look like one. */
export const asRun = (value: unknown): RunContent | null =>
  isObject(value) && isObject(value['score']) && Array.isArray(value['rules']) ? (value as unknown as RunContent) : null;

/** The content of a submitted catalogue entry, or null when it does not look like one. */
export const asResource = (value: unknown): ResourceContent | null =>
  isObject(value) && isObject(value['fields']) ? (value as unknown as ResourceContent) : null;
