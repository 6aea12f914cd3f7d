type Params = Readonly<Record<string, string | number>>;
type Word = (key: string, params?: Params) => string;

/** Why a row or a dataset does not pass, as a rule's result and its findings carry it. */
export interface Reason {
  /** The kind of the rule. */
  readonly code: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Parameters whose values are themselves words, by the group of words they come from. */
const wordGroups: Readonly<Record<string, string>> = { semantic: 'semantic', type: 'ruleChoice', types: 'ruleChoice' };

/**
 * A reason in words, the same in the window, in exports, on rework sheets and in reports. `word` looks a key up and gives the key itself when
 * there is none; a kind without words is told by its name.
 */
export function reasonSentence(word: Word, { code, params }: Reason): string {
  const said = Object.fromEntries(Object.entries(params).map(([key, value]) => [key, inWords(word, wordGroups[key], value)]));
  const form = `reason.${code}.${formOf(params)}`;
  const fitting = word(form, said);
  if (fitting !== form) return fitting;
  const whole = word(`reason.${code}`, said);
  return whole === `reason.${code}` ? code : whole;
}

const has = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

/** Which of a kind's sentences fits the limits that are set: only a lowest, only a highest, both, or one value. */
function formOf({ negate, equals, min, max }: Reason['params']): string {
  if (negate === true) return 'negate';
  if (has(equals)) return 'equals';
  if (has(min) && has(max)) return 'between';
  return has(min) ? 'min' : 'max';
}

function inWords(word: Word, group: string | undefined, value: unknown): string | number {
  if (value === undefined || value === null || typeof value === 'boolean') return '';
  if (typeof value !== 'string') return typeof value === 'number' ? value : JSON.stringify(value);
  if (group === undefined) return value;
  const words = value.split(', ').map((one) => word(`${group}.${one}`).replace(`${group}.`, ''));
  return words.join(word('reason.and'));
}
