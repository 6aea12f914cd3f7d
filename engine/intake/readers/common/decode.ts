import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { JiadiError } from '../../../../contract/errors.ts';

/** Turns bytes of one encoding into text, block by block. */
export interface Decoder {
  /** Bytes that cannot be decoded become U+FFFD. A block ends at a line end, so nothing is carried to the next. */
  decode(bytes: Uint8Array): string;
  /** True when every byte sequence is valid, so that a U+FFFD in the text was one in the file. */
  isValid(bytes: Uint8Array): boolean;
}

/** Bytes of one code unit: a line feed is found on multiples of it. */
export function unitOf(encoding: string): 1 | 2 {
  return encoding === 'utf-16le' || encoding === 'utf-16be' ? 2 : 1;
}

/** Makes a decoder for a lower-case WHATWG label; a label that nothing here knows is `encoding-unsupported`. */
export function decoderFor(encoding: string): Decoder {
  try {
    // Streaming mode is the fast path of the platform's decoder (about 2.5 times), and lines leave it without state.
    const lax = new TextDecoder(encoding, { ignoreBOM: true });
    const strict = new TextDecoder(encoding, { ignoreBOM: true, fatal: true });
    return {
      decode: (bytes) => lax.decode(bytes, { stream: true }),
      // an exception for each wrong line of a file in another encoding is slow
      isValid: encoding === 'utf-8' ? isUtf8 : (bytes) => decodes(strict, bytes),
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return byTable(encoding);
  }
}

/** Text from pieces of bytes that end anywhere. */
export interface StreamDecoder {
  write(bytes: Uint8Array): string;
  /** What an unfinished character at the end becomes. */
  end(): string;
}

/** Makes a decoder for pieces that are cut anywhere, also inside a character. Throws `encoding-unsupported`. */
export function streamDecoder(encoding: string): StreamDecoder {
  try {
    const decoder = new TextDecoder(encoding, { ignoreBOM: true });
    return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    if (!iconv.encodingExists(encoding)) throw new JiadiError('encoding-unsupported', { encoding });
    const decoder = iconv.getDecoder(encoding, { stripBOM: false });
    return { write: (bytes) => decoder.write(Buffer.from(bytes)), end: () => decoder.end() ?? '' };
  }
}

/** Decodes a whole piece of text at once, U+FFFD where it cannot. */
export function decodeAll(bytes: Uint8Array, encoding: string): string {
  const decoder = decoderFor(encoding);
  return decoder.decode(bytes);
}

function decodes(strict: InstanceType<typeof TextDecoder>, bytes: Uint8Array): boolean {
  try {
    strict.decode(bytes);
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** A runtime built without the large character tables still reads the encodings that iconv-lite carries. */
function byTable(encoding: string): Decoder {
  if (!iconv.encodingExists(encoding)) throw new JiadiError('encoding-unsupported', { encoding });
  const decode = (bytes: Uint8Array) =>
    iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), encoding, { stripBOM: false });
  return { decode, isValid: (bytes) => !decode(bytes).includes('\uFFFD') };
}
