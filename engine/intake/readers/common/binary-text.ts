import { isUtf8 } from 'node:buffer';

// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/**
 * Bytes that are not declared to be text, as a cell: the text when they are valid UTF-8 without control characters (tab and line ends may be in it),
 * otherwise their hexadecimal digits in lower case. Many programs write text into binary columns; a digest is hardly ever taken for text by this rule.
 */
export function textOrHex(bytes: Uint8Array): string {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isUtf8(view)) {
    const text = view.toString('utf8');
    if (!control.test(text)) return text;
  }
  return view.toString('hex');
}
