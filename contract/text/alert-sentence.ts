type Word = (key: string, params?: Readonly<Record<string, string>>) => string;

/** What of an alert its sentence needs. */
export interface AlertFacts {
  readonly code: string;
  readonly count: number;
  readonly params: Readonly<Record<string, string | number>>;
}

/** Parameters whose values are themselves words, by the group of words they come from. */
const wordGroups: Readonly<Record<string, string>> = {
  semantic: 'semantic',
  type: 'type',
  characters: 'characters',
  what: 'derived',
  direction: 'order',
};
const counts: ReadonlySet<string> = new Set(['rows', 'keys', 'numbers', 'texts', 'groups', 'days', 'length', 'digits']);

const grouped = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 0 });
const short = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 3 });

/** A share in percent that never rounds to nothing or to all. */
function percent(share: number): string {
  if (share > 0 && share < 0.0001) return '<0.01%';
  if (share < 1 && share > 0.9999) return '>99.99%';
  return `${(share * 100).toLocaleString('en-US', { maximumFractionDigits: share < 0.1 || share > 0.95 ? 2 : 1 })}%`;
}

/** Blocks of rare characters, each told as `block count examples`, in words; nothing where they were not counted. */
function hanWords(word: Word, told: string): string {
  if (told === '') return '';
  const list = told.split('|').map((one) => {
    const [block = '', count = '', examples = ''] = one.split(' ');
    const params = { block: word(`characters.${block}`), count: grouped(Number(count)), examples: [...examples].join(' ') };
    return word(examples === '' ? 'han.block' : 'han.blockWith', params);
  });
  return word('han.blocks', { list: list.join(word('han.and')) });
}

/** An alert in words; numbers, shares, meanings and types inside it are put into words too. */
export function alertSentence(word: Word, { code, count, params }: AlertFacts): string {
  const shown = Object.entries(params).map(([key, value]): readonly [string, string] => {
    const group = wordGroups[key];
    if (group !== undefined) return [key, word(`${group}.${value}`)];
    if (key === 'without')
      return [
        'withoutWords',
        word(value === '' ? 'alert.nearDuplicates.written' : 'alert.nearDuplicates.without', { columns: String(value) }),
      ];
    if (key === 'hanBlocks') return [key, hanWords(word, String(value))];
    if (typeof value !== 'number') return [key, value];
    return [key, key === 'share' ? percent(value) : counts.has(key) ? grouped(value) : short(value)];
  });
  // limits that nobody may see are left out of the sentence
  const key = code === 'outliers' && !('low' in params) ? 'outliers.hidden' : code;
  return word(`alert.${key}`, { count: grouped(count), ...Object.fromEntries(shown) });
}
