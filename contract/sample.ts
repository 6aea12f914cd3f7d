import type { Role } from './rights.ts';

/** A person of the sample workspace. */
export interface SamplePerson {
  readonly account: string;
  readonly name: string;
  readonly role: Role;
}

/** The people of the sample workspace. It holds made-up data only, so their password is no secret. */
export const samplePeople: readonly SamplePerson[] = [
  { account: 'wang', name: '王工', role: 'steward' },
  { account: 'li', name: '李审', role: 'reviewer' },
  { account: 'zhang', name: '张主任', role: 'manager' },
  { account: 'admin', name: '系统管理员', role: 'sysAdmin' },
  { account: 'audit', name: '审计员', role: 'auditor' },
];

/** The password of every person of the sample workspace. */
export const samplePassword = 'Jiadi-Demo-2026';

/** Name and unit of the sample workspace. */
export const sampleWorkspace = { name: '示例工作区', unit: '示例市大数据中心' } as const;
