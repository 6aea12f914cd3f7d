const personWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const creditAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const creditWeights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const organisationWeights = [3, 7, 9, 10, 5, 8, 4, 2];

/** Check character of 17 digits (GB 11643, ISO 7064 MOD 11-2). */
export function personCheck(first17: string): string {
  const sum = personWeights.reduce((s, w, i) => s + w * Number(first17[i]), 0);
  return '10X98765432'.charAt(sum % 11);
}

/** Check character of the eight characters of an organisation code (GB 11714). */
export function organisationCheck(first8: string): string {
  const sum = organisationWeights.reduce((s, w, i) => s + w * Number.parseInt(first8.charAt(i), 36), 0);
  const check = 11 - (sum % 11);
  return check === 10 ? 'X' : check === 11 ? '0' : String(check);
}

/** Check character of the first 17 characters of a credit code (GB 32100). */
export function creditCheck(first17: string): string {
  const sum = creditWeights.reduce((s, w, i) => s + w * creditAlphabet.indexOf(first17.charAt(i)), 0);
  return creditAlphabet.charAt((31 - (sum % 31)) % 31);
}

/** Another character than the right check character, so that the number is surely wrong. */
export function wrongCheck(right: string): string {
  return right === '5' ? '6' : '5';
}
