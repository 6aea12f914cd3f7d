const digitOf: Readonly<Record<string, number>> = Object.fromEntries(
  ['零〇', '一壹', '二贰', '三叁', '四肆', '五伍', '六陆', '七柒', '八捌', '九玖'].flatMap((chars, digit) =>
    Array.from(chars, (c) => [c, digit]),
  ),
);
const unitOf: Readonly<Record<string, number>> = { 十: 10, 拾: 10, 百: 100, 佰: 100, 千: 1000, 仟: 1000 };
const NUMERALS = new RegExp(`[${Object.keys(digitOf).join('')}${Object.keys(unitOf).join('')}]+`, 'g');

/** A run of Chinese numerals in Arabic digits: with units as the number it says (二十一), without as its digits (二〇二四). */
function arabic(run: string): string {
  const chars = Array.from(run);
  if (!chars.some((c) => c in unitOf)) return chars.map((c) => digitOf[c] ?? '').join('');
  let total = 0;
  let last = 0;
  for (const [i, c] of chars.entries()) {
    const unit = unitOf[c];
    if (unit === undefined) last = digitOf[c] ?? 0;
    else {
      // 十五: the one before the ten is left out
      total += (last === 0 && i === 0 ? 1 : last) * unit;
      last = 0;
    }
  }
  return String(total + last);
}

/** The text (simplified) with Chinese numerals below ten thousand in Arabic digits. */
export function withArabic(text: string): string {
  return text.replace(NUMERALS, arabic);
}
