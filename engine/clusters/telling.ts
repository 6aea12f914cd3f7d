import { withArabic } from './numerals.ts';

const TELLING = /\p{N}+|(?<!\p{Script=Latin})\p{Script=Latin}(?!\p{Script=Latin})/gu;

/** Numbers and single letters of a text in half width and simplified characters, in their order: texts in which they differ are no slips of each other. */
export function tellingOf(text: string): string {
  return withArabic(text).match(TELLING)?.join(' ') ?? '';
}

const contrasts: ReadonlySet<string> = new Set('东西南北上下左右前后内外男女甲乙丙丁戊己庚辛壬癸正副新旧老有无不非未');

/**
 * True where one character in the place of another makes another thing and no slip (东校区 and 西校区, 合格 and 不合格; null: there is none). A contrast in
 * the place of any other character may well be one (民政局 and 民正局).
 */
export function tellsApart(before: string | null, after: string | null): boolean {
  if (before === null || after === null) return contrasts.has(before ?? after ?? '');
  return contrasts.has(before) && contrasts.has(after);
}
