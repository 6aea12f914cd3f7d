/**
 * Words that close the levels of an address that may be shown, from province to township, with the farthest they may lie from where the level begins.
 * A second group counts only where the first has nothing (红旗区 ends at 区, not at 旗).
 */
const LEVELS: readonly { readonly words: readonly (readonly string[])[]; readonly reach: number; readonly notAfter: string }[] = [
  { words: [['特别行政区', '自治区', '省']], reach: 10, notAfter: '' },
  { words: [['自治州', '地区', '市', '盟']], reach: 9, notAfter: '超城门夜菜早花都联同' },
  {
    words: [
      ['自治县', '自治旗', '区', '县'],
      ['旗', '市'],
    ],
    reach: 10,
    notAfter: '小社园厂校片业住宅舍景矿库货商政院超城门夜菜早花农场营保税',
  },
  { words: [['街道', '镇', '乡']], reach: 10, notAfter: '小城' },
];

/** Digits of any script and brackets: what follows them is detail. */
function isDetail(value: string, from: number, to: number): boolean {
  return /[0-9０-９A-Za-z(（#号]/.test(value.slice(from, to));
}

/** Where the first word of a group ends within reach of `from`, or -1. */
function groupEnd(value: string, from: number, words: readonly string[], level: (typeof LEVELS)[number]): number {
  let best = -1;
  for (const word of words) {
    const at = value.indexOf(word, from + 1);
    if (at < 0 || at + word.length - from > level.reach || level.notAfter.includes(value.charAt(at - 1))) continue;
    if (best < 0 || at + word.length < best) best = at + word.length;
  }
  return best;
}

/** The end of a level that begins at `from`, or `from` when it is not there. */
function levelEnd(value: string, from: number, level: (typeof LEVELS)[number]): number {
  for (const words of level.words) {
    const end = groupEnd(value, from, words, level);
    if (end >= 0 && !isDetail(value, from, end)) return end;
  }
  return from;
}

/** How many characters of an address may be shown: province, city, county and township as far as they are written; 0 when none is. */
export function addressHeadLength(value: string): number {
  let end = 0;
  for (const level of LEVELS) end = levelEnd(value, end, level);
  return end;
}
