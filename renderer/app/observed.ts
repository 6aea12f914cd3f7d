import { formatCount } from '../ui/format.ts';

/** What a rule observed, as people read it: numbers in short, parts side by side with their names. `word` gives a name's word, or the name itself. */
export function observedText(observed: unknown, word: (name: string) => string): string {
  if (observed === null || observed === undefined) return '–';
  if (typeof observed === 'number') return Number.isInteger(observed) ? formatCount(observed) : String(Number(observed.toPrecision(4)));
  if (Array.isArray(observed)) return observed.length === 0 ? '–' : observed.map((one) => observedText(one, word)).join('、');
  if (typeof observed === 'object') {
    return Object.entries(observed)
      .map(
        ([name, value]) =>
          `${word(name)} ${typeof value === 'object' && value !== null ? `(${observedText(value, word)})` : observedText(value, word)}`,
      )
      .join(' · ');
  }
  return typeof observed === 'string' || typeof observed === 'boolean' ? String(observed) : '–';
}
