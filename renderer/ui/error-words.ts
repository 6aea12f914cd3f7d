import { errorCodes, type ErrorCode, type JiadiError } from '../../contract/errors.ts';
import { roles } from '../../contract/rights.ts';
import { errorSentence, tDynamic, type Language, type TextParams } from '../../contract/text/index.ts';

/** The sentence for an error; roles among its values are put into words. */
export function describeError(language: Language, error: { readonly code: ErrorCode; readonly params: TextParams }): string {
  const role = error.params['role'];
  const params: TextParams = typeof role === 'string' ? { ...error.params, role: nameRoles(language, role) } : error.params;
  return errorSentence(language, error.code, params);
}

function nameRoles(language: Language, list: string): string {
  const names = list.split(/,\s*/).map((role) => ((roles as readonly string[]).includes(role) ? tDynamic(language, `role.${role}`) : role));
  return names.join(language === 'zh-CN' ? '、' : ', ');
}

/** The sentence for a code that came as plain text (a job's row); unknown codes are shown as they are. */
export function describeCode(language: Language, code: string, params: Readonly<Record<string, unknown>>): string {
  return Object.hasOwn(errorCodes, code) ? describeError(language, { code: code as ErrorCode, params: plain(params) }) : code;
}

/** Values as a sentence takes them. */
function plain(params: Readonly<Record<string, unknown>>): TextParams {
  const asText = (value: unknown): TextParams[string] =>
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null ? value : JSON.stringify(value);
  return Object.fromEntries(Object.entries(params).map(([key, value]) => [key, asText(value)]));
}

/** What a person hands on when asking for help: code and values, no data rows. */
export const errorDetails = (error: JiadiError): string => JSON.stringify({ code: error.code, params: error.params });
