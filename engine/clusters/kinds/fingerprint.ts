import { formOf, plain } from '../fold.ts';
import type { ClusterKind } from '../kind.ts';
import { withArabic } from '../numerals.ts';

/** Words that say what kind of body it is, and articles. */
const LATIN_SUFFIXES: ReadonlySet<string> = new Set('ltd limited co inc incorporated corp corporation company llc plc gmbh the'.split(' '));
const HAN_SUFFIX = /(?:股份有限公司|有限责任公司|有限公司|股份公司|公司)$/;
const LIST_SIGN = /[、,;|/]/;
const WORD = /\p{Script=Han}+|\p{N}+|(?:(?!\p{Script=Han})[\p{L}\p{M}+#%&@°])+/gu;
const HAN = /\p{Script=Han}/u;

/** The name of a body without the words for its legal form, where enough stays. */
function bare(name: string): string {
  const short = name.replace(HAN_SUFFIX, '');
  return Array.from(short).length >= 2 ? short : name;
}

/** The characters and numbers of a part in their order, Latin words apart: blanks between Chinese characters part nothing. */
function readPart(part: string, words: Set<string>): string {
  const isHan = HAN.test(part);
  let own = '';
  for (const [token] of part.matchAll(WORD)) {
    if (HAN.test(token)) own += token;
    else if (/\p{N}/u.test(token)) own += /\p{N}$/u.test(own) ? `.${token}` : token;
    else words.add(token);
  }
  return isHan ? bare(own) : own;
}

function keyOf(value: string): string | null {
  const form = formOf(value);
  if (form === null) return null;
  const text = withArabic(plain(value))
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .normalize('NFC')
    .replace(/(?<!\p{N})[.'’]|[.'’](?!\p{N})/gu, '');
  const words = new Set<string>();
  const parts = text.split(LIST_SIGN).map((part) => readPart(part, words));
  const numbers = parts.filter((part) => part !== '' && !HAN.test(part));
  const names = parts.filter((part) => HAN.test(part)).sort();
  const telling = [...words].filter((word) => !LATIN_SUFFIXES.has(word));
  const kept = telling.length + names.length > 0 ? telling : [...words];
  return kept.length + names.length === 0 ? form : [kept.sort().join(' '), names.join(' '), numbers.join('.')].join('|');
}

/** The same words in any order, Chinese numerals as Arabic ones, without the words for the legal form of a body. */
export const fingerprint: ClusterKind = { method: 'fingerprint', sure: 'medium', byFrequency: false, how: 'key', key: keyOf };
