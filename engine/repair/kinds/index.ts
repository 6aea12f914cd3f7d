import type { RepairKind } from '../kind.ts';
import { codeForm } from './code-form.ts';
import { codeListWord } from './code-list-word.ts';
import { creditCodeLetters } from './credit-code-letters.ts';
import { dateForm } from './date-form.ts';
import { dateSerial } from './date-serial.ts';
import { innerSpaces } from './inner-spaces.ts';
import { invisible } from './invisible.ts';
import { leadingZeros } from './leading-zeros.ts';
import { lineBreaks } from './line-breaks.ts';
import { numberForm } from './number-form.ts';
import { phoneForm } from './phone-form.ts';
import { residentId15 } from './resident-id-15.ts';
import { residentIdX } from './resident-id-x.ts';
import { trim } from './trim.ts';
import { unicodeNfc } from './unicode-nfc.ts';
import { valueMapping } from './value-mapping.ts';
import { width } from './width.ts';

/** Every kind there is, in the order in which they are proposed and work on a value: first how it is written, then what it is. */
export const repairKinds: readonly RepairKind[] = [
  invisible,
  lineBreaks,
  trim,
  innerSpaces,
  width,
  unicodeNfc,
  numberForm,
  residentIdX,
  creditCodeLetters,
  codeForm,
  phoneForm,
  residentId15,
  dateSerial,
  dateForm,
  leadingZeros,
  codeListWord,
  valueMapping,
];

/** The kind of this name, or undefined. */
export function kindNamed(kind: string): RepairKind | undefined {
  return repairKinds.find((known) => known.kind === kind);
}
