/** Where rare Chinese characters stand: the blocks of Unicode 17 beside U+4E00 to U+9FA5. */

/** Every block, the best supported first. The place of a block is its bit. `hanOther`: numerals, reading marks and places without a character. */
export const hanBlocks = [
  'hanLate',
  'hanA',
  'hanCompatibility',
  'hanB',
  'hanC',
  'hanD',
  'hanE',
  'hanF',
  'hanG',
  'hanH',
  'hanI',
  'hanJ',
  'hanSupplement',
  'hanOther',
] as const;
export type HanBlock = (typeof hanBlocks)[number];

const ranges: readonly (readonly [from: number, to: number, block: HanBlock])[] = [
  [0x3400, 0x4dbf, 'hanA'],
  [0x9fa6, 0x9fff, 'hanLate'],
  [0xf900, 0xfaff, 'hanCompatibility'],
  [0x20000, 0x2a6df, 'hanB'],
  [0x2a700, 0x2b73f, 'hanC'],
  [0x2b740, 0x2b81f, 'hanD'],
  [0x2b820, 0x2ceaf, 'hanE'],
  [0x2ceb0, 0x2ebef, 'hanF'],
  [0x2ebf0, 0x2ee5f, 'hanI'],
  [0x2f800, 0x2fa1f, 'hanSupplement'],
  [0x30000, 0x3134f, 'hanG'],
  [0x31350, 0x323af, 'hanH'],
  [0x323b0, 0x3347f, 'hanJ'],
];

/** The place in `hanBlocks` of the block of a rare Chinese character. */
export function hanBlockOf(point: number): number {
  return hanBlocks.indexOf(ranges.find(([from, to]) => point >= from && point <= to)?.[2] ?? 'hanOther');
}
