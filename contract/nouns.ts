/** The things of the product; queries name what they read, commands what they write, and the window refreshes itself by them. */
export const nouns = [
  'workspace',
  'user',
  'unit',
  'resource',
  'source',
  'dataset',
  'batch',
  'profile',
  'rule',
  'ruleSet',
  'qualityRun',
  'finding',
  'issue',
  'review',
  'resultPackage',
  'outbox',
  'receipt',
  'lifecycleEvent',
  'metric',
  'alert',
  'audit',
  'job',
  'setting',
  'watch',
] as const;

export type Noun = (typeof nouns)[number];
