import { digitsIn, numberIn } from '../chars.ts';
import { passes, repairing } from '../kind.ts';
import type { SemanticEnv, SemanticKind, SemanticLevel, Verdict } from '../kind.ts';
import { orgCheckAt } from './cn-org-code.ts';
import { cnResidentId, cnResidentId15 } from './cn-resident-id.ts';
import { cnUscc } from './cn-uscc.ts';

/** 15 characters: division and organisation code. */
function divisionAndOrg(value: string, level: SemanticLevel, env: SemanticEnv): Verdict {
  const expected = orgCheckAt(value, 6);
  const last = value.charCodeAt(14);
  if (!digitsIn(value, 0, 6) || expected === -1 || (!(last >= 48 && last <= 57) && last !== 88)) return 'shape';
  if (level === 'shape') return 'ok';
  if (last !== expected) return 'check-digit';
  return level === 'reference' && env.tables.divisions.states[numberIn(value, 0, 6)] === 0 ? 'unknown-code' : 'ok';
}

/** 18 characters: a credit code, or the citizen number that natural persons use. */
function eighteen(value: string, level: SemanticLevel, env: SemanticEnv): Verdict {
  const asOrganisation = cnUscc.check(value, level, env);
  if (passes(asOrganisation) || asOrganisation === 'form') return asOrganisation;
  return passes(cnResidentId.check(value, level, env)) ? 'ok' : asOrganisation;
}

/** 20 characters of an individual household: a citizen number and a serial number; 15-digit numbers are followed by five digits. */
function twenty(value: string, level: SemanticLevel, env: SemanticEnv): Verdict {
  if (!digitsIn(value, 18, 20)) return 'shape';
  const by18 = cnResidentId.check(value.slice(0, 18), level, env);
  if (passes(by18) || !value.startsWith('000', 15)) return by18 === 'form' ? 'shape' : by18;
  return cnResidentId15.check(value.slice(0, 15), level, env);
}

function strict(value: string, level: SemanticLevel, env: SemanticEnv): Verdict {
  if (value.length === 18) return eighteen(value, level, env);
  if (value.length === 15) return divisionAndOrg(value, level, env);
  return value.length === 20 ? twenty(value, level, env) : 'length';
}

/** 纳税人识别号: 18 (credit code), 15 (division + organisation code) or 20 characters (individual household). */
export const cnTaxId: SemanticKind = {
  id: 'cn-tax-id',
  levels: ['shape', 'checksum', 'reference'],
  defaultLevel: 'checksum',
  text: { 'zh-CN': { title: '纳税人识别号' }, en: { title: 'Taxpayer number' } },
  standard: 'GB 32100-2015',
  sensitivity: { personal: 'none', category: 'organisation' },
  mask: 'tax-number',
  hintNames: ['纳税人识别号', '税务登记', '税号', '纳税识别', 'nsrsbh', 'tax_id', 'tax_no', 'taxpayer'],
  detect: { evidence: 'values', weight: 0.6 },
  ...repairing(strict),
  examples: {
    valid: ['91350100M000100Y43', '440300123456788', '440305D2143569X', '44030519010203991900', '44030319040229992001'],
    invalid: [
      ['440300123456780', 'check-digit'],
      ['999999123456788', 'unknown-code'],
      ['44030519010203991000', 'check-digit'],
      ['44030012345678', 'length'],
    ],
  },
};
