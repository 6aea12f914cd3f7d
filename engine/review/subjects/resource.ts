import type { JsonValue } from '../../../base/trust/index.ts';
import type { ResourceFields } from '../../../contract/methods/catalog.ts';
import { getResource, publishResource, returnResource, submitResource } from '../../catalog/index.ts';
import type { SubjectKind } from './kind.ts';

interface ResourceContent {
  readonly version: number;
  readonly fields: ResourceFields;
  readonly tags: readonly string[];
  readonly datasets: readonly { readonly id: string; readonly name: string }[];
}

const asJson = (value: unknown): JsonValue => JSON.parse(JSON.stringify(value)) as JsonValue;

/** A catalogue entry: published when approved, the negative list included. */
export const resourceSubject: SubjectKind = {
  submission: (reader, id) => {
    const { version, fields, tags, datasets } = getResource(reader, id);
    return { title: fields.name, content: asJson({ version, fields, tags, datasets } satisfies ResourceContent) };
  },
  submit: (context, id) => {
    submitResource(context, id);
  },
  blockedBy: () => [],
  approve: (context, id) => {
    publishResource(context, id);
  },
  package: (content, id) => {
    const { fields, tags, datasets } = content as unknown as ResourceContent;
    return {
      kind: 'catalogue.entry',
      title: fields.name,
      key: `catalogue/${id}`,
      basis: { dataset: null, rows: null, ruleSet: null },
      body: { resource: asJson({ ...fields, tags, datasets: datasets.map((d) => d.name) }), state: 'published' },
    };
  },
  giveBack: (context, id) => {
    returnResource(context, id);
  },
};
