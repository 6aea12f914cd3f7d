/** What a person may do; checked by dispatch before a handler runs. */
export const rights = [
  'data.read',
  'data.import',
  'data.reveal',
  'data.export',
  'data.remove',
  'source.read',
  'source.edit',
  'catalog.read',
  'catalog.edit',
  'rule.read',
  'rule.edit',
  'quality.run',
  'issue.edit',
  'review.read',
  'review.submit',
  'review.decide',
  'sync.read',
  'sync.push',
  'sync.setup',
  'lifecycle.read',
  'user.manage',
  'audit.read',
  'workspace.maintain',
] as const;

export type Right = (typeof rights)[number];

/** Roles (三员分立: the three administrators exclude each other and the others). */
export const roles = ['steward', 'reviewer', 'manager', 'sysAdmin', 'secAdmin', 'auditor'] as const;

export type Role = (typeof roles)[number];

const reading: readonly Right[] = ['data.read', 'catalog.read', 'rule.read', 'review.read', 'sync.read', 'lifecycle.read'];

/** The rights of each role. */
export const rightsOf: Readonly<Record<Role, readonly Right[]>> = {
  steward: [
    ...reading,
    'data.import',
    'data.reveal',
    'data.export',
    'data.remove',
    'source.read',
    'source.edit',
    'catalog.edit',
    'rule.edit',
    'quality.run',
    'issue.edit',
    'review.submit',
    'sync.push',
    'sync.setup',
  ],
  reviewer: [...reading, 'data.reveal', 'data.export', 'review.decide', 'issue.edit', 'sync.push'],
  manager: ['catalog.read', 'rule.read', 'review.read', 'sync.read', 'lifecycle.read'],
  sysAdmin: ['user.manage', 'workspace.maintain', 'sync.setup', 'source.read', 'source.edit'],
  secAdmin: ['user.manage'],
  auditor: ['audit.read'],
};
