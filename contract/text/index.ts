import type { Language, Pair, TextTable } from './define.ts';
import { adminText } from './admin.ts';
import { formatBytes } from './bytes.ts';
import { alertText } from './alerts.ts';

export { alertSentence } from './alert-sentence.ts';
import { cliText } from './cli.ts';
import { clustersText } from './clusters.ts';
import { driftText } from './drift.ts';
import { codesText } from './codes.ts';
import { dataText } from './data.ts';
import { errorText } from './errors.ts';
import { evidenceText } from './evidence.ts';
import { exchangeText } from './exchange.ts';
import { expressionText } from './expression.ts';
import { frameText } from './frame.ts';
import { inPlaceText } from './in-place.ts';
import { homeText } from './home.ts';
import { intakeColumnsText } from './intake-columns.ts';
import { intakeText } from './intake.ts';
import { intakeShapeText } from './intake-shape.ts';
import { intakeWarningText } from './intake-warnings.ts';
import { issuesText } from './issues.ts';
import { lifecycleText } from './lifecycle.ts';
import { planText } from './plan.ts';
import { pushdownText } from './pushdown.ts';
import { type Reason, reasonSentence } from './reason.ts';
import { qualityText } from './quality.ts';
import { repairText } from './repair.ts';
import { reportText } from './report.ts';
import { reviewText } from './review.ts';
import { rulesText } from './rules.ts';
import { sourcesText } from './sources.ts';
import { syncText } from './sync.ts';
import { batchesText } from './batches.ts';
import { catalogText } from './catalog.ts';
import { kindText } from './kinds.ts';
import { semanticsText } from './semantics.ts';
import { scheduleText } from './schedule.ts';
import { shellText } from './shell.ts';
import { uiText } from './ui.ts';
import { wireText } from './wire.ts';
import { watchText } from './watch.ts';
import { wordText } from './words.ts';

export type { Language, Pair, TextTable } from './define.ts';

/** Every word of the program; a module's words stand in a file of its own. */
export const text = {
  ...adminText,
  ...alertText,
  ...batchesText,
  ...cliText,
  ...clustersText,
  ...driftText,
  ...codesText,
  ...dataText,
  ...errorText,
  ...evidenceText,
  ...exchangeText,
  ...expressionText,
  ...frameText,
  ...inPlaceText,
  ...homeText,
  ...intakeColumnsText,
  ...intakeText,
  ...intakeShapeText,
  ...intakeWarningText,
  ...issuesText,
  ...lifecycleText,
  ...planText,
  ...pushdownText,
  ...qualityText,
  ...repairText,
  ...reportText,
  ...reviewText,
  ...rulesText,
  ...sourcesText,
  ...syncText,
  ...catalogText,
  ...kindText,
  ...semanticsText,
  ...scheduleText,
  ...shellText,
  ...uiText,
  ...watchText,
  ...wireText,
  ...wordText,
} as const;

export type TextKey = keyof typeof text;
export type TextParams = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** A sentence in a language with its `{names}` filled in; a missing value leaves nothing behind. */
export function t(language: Language, key: TextKey, params: TextParams = {}): string {
  const pair: Pair = text[key];
  return fill(language === 'zh-CN' ? pair[0] : pair[1], params);
}

/** Like `t` for a key that was put together at run time (error codes, kinds); an unknown key is shown as it is. */
export function tDynamic(language: Language, key: string, params: TextParams = {}): string {
  const pair = (text as TextTable)[key];
  return pair ? fill(language === 'zh-CN' ? pair[0] : pair[1], params) : key;
}

/** Why a row or a dataset does not pass, in a language; `code` is the kind of the rule. */
export const reasonIn = (language: Language, reason: Reason): string =>
  reasonSentence((key, params) => tDynamic(language, key, params), reason);

/** The sentence for an error; what is wrong with an expression is said in words too. */
export function errorSentence(language: Language, code: string, params: TextParams): string {
  const { problem } = params;
  if (code === 'codes-invalid')
    return tDynamic(language, `error.${code}`, { ...params, problem: tDynamic(language, `codes.problem.${String(problem)}`, params) });
  if (code === 'limit-reached' && `limit.${String(params['limit'])}` in text) {
    const max = typeof params['max'] === 'number' ? params['max'].toLocaleString('zh-CN') : params['max'];
    return tDynamic(language, `limit.${String(params['limit'])}`, { ...params, max });
  }
  if (code === 'file-too-large') return tDynamic(language, `error.${code}`, { ...params, limit: limitSentence(language, params) });
  if (code === 'file-not-text')
    return tDynamic(language, `error.${code}`, {
      ...params,
      format: params['format'] === 'binary' ? t(language, 'intake.looks.binary') : t(language, 'intake.looks.like', params),
    });
  if (code !== 'expression-invalid' || typeof problem !== 'string') return tDynamic(language, `error.${code}`, params);
  const key = `expression.problem.${problem === 'expected' && params['found'] === 'end' ? 'expected-at-end' : problem}`;
  const said = tDynamic(language, key, params);
  return tDynamic(language, `error.${code}`, { ...params, problem: said === key ? problem : said });
}

/** A limit with its unit; one that is said in words stands as it is. */
function limitSentence(language: Language, { limit, unit }: TextParams): string {
  if (typeof limit !== 'number' || typeof unit !== 'string') return String(limit ?? '');
  return unit === 'bytes' ? formatBytes(limit) : tDynamic(language, `limit.unit.${unit}`, { count: limit.toLocaleString('zh-CN') });
}

function fill(sentence: string, params: TextParams): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    return value === undefined || value === null ? '' : String(value);
  });
}
