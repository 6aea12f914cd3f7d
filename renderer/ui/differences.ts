/** A piece of a text: what is the same on both sides, and what is not. */
export interface Piece {
  readonly text: string;
  readonly changed: boolean;
}

/** What differs between two texts: their longest common pieces, found for short texts only; long ones keep their common ends. */
export function differences(before: string, after: string): { readonly before: readonly Piece[]; readonly after: readonly Piece[] } {
  const [a, b] = [Array.from(before), Array.from(after)];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const [midA, midB] = [a.slice(head, a.length - tail), b.slice(head, b.length - tail)];
  const [keptA, keptB] = midA.length * midB.length <= 4_096 ? commonOf(midA, midB) : [midA.map(() => false), midB.map(() => false)];
  const side = (all: readonly string[], kept: readonly boolean[]): readonly Piece[] => {
    const marks = all.map((_, i) => i >= head && i < all.length - tail && !kept[i - head]);
    const pieces: { text: string; changed: boolean }[] = [];
    all.forEach((char, i) => {
      const last = pieces.at(-1);
      const changed = marks[i] === true;
      if (last?.changed === changed) last.text += char;
      else pieces.push({ text: char, changed });
    });
    return pieces;
  };
  return { before: side(a, keptA), after: side(b, keptB) };
}

/** Which characters of two texts belong to a longest common subsequence. */
function commonOf(a: readonly string[], b: readonly string[]): readonly [boolean[], boolean[]] {
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      longest[i * width + j] =
        a[i] === b[j]
          ? (longest[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(longest[(i + 1) * width + j] ?? 0, longest[i * width + j + 1] ?? 0);
  const [inA, inB] = [a.map(() => false), b.map(() => false)];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) {
      inA[i++] = true;
      inB[j++] = true;
    } else if ((longest[(i + 1) * width + j] ?? 0) >= (longest[i * width + j + 1] ?? 0)) i++;
    else j++;
  }
  return [inA, inB];
}

/** A changed piece with what cannot be seen made visible: `␣` a blank, `□` a full-width one, `↵` a line break, others by their numbers. */
export function visible(text: string): string {
  return text
    .replaceAll(' ', '␣')
    .replaceAll('\u3000', '□')
    .replaceAll('\t', '⇥')
    .replace(/\r\n|[\r\n\u2028\u2029]/g, '↵')
    .replace(/[\p{Cf}\p{Cc}\p{Zs}]/gu, (char) => `‹U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}›`);
}
