import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { SaxesParser } from 'saxes';
import { asFileError, sizeOfInput } from '../../../../base/files.ts';
import { JiadiError } from '../../../../contract/errors.ts';
import type { ReadContext } from '../../reader.ts';
import { StopReading } from '../common/xml.ts';

/** What happens in an XML file; names come without their prefix. */
export interface ElementHandlers {
  /** `line` is that on which the tag ends, from 1. */
  open(name: string, attributes: Readonly<Record<string, string>>, line: number): void;
  close(name: string, line: number): void;
  text(text: string): void;
}

const PIECE_BYTES = 1 << 16;
/** Elements inside each other; real tables have a handful. */
const DEPTH_MAX = 256;
/** Longest text, tag or document type: what is larger would fill the memory before anybody sees it. */
const TOKEN_CHARS_MAX = 64 << 20;

/**
 * Reads an XML file in pieces, at most `bytesMax` of it. Entities that the file defines itself are refused, external ones are never fetched. Throws
 * `xml-invalid` with the line, `xml-entities`, `value-too-long`, and what the handlers throw; `StopReading` ends it quietly.
 */
export async function readElements(
  path: string,
  encoding: string,
  handlers: ElementHandlers,
  context: ReadContext,
  bytesMax = Number.POSITIVE_INFINITY,
): Promise<{ readonly lines: number }> {
  const file = basename(path);
  const size = sizeOfInput(path);
  const { parser, seen } = parserFor(file, handlers);
  const decoder = new TextDecoder(encoding);
  let done = 0;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: PIECE_BYTES })) {
      context.throwIfCancelled();
      parser.write(decoder.decode(chunk as Uint8Array, { stream: true }));
      done += (chunk as Uint8Array).length;
      if (parser.position - seen() > TOKEN_CHARS_MAX)
        throw new JiadiError('value-too-long', { file, line: parser.line, limit: TOKEN_CHARS_MAX });
      context.report({ phase: 'read', done, total: size, unit: 'bytes' });
      if (done >= bytesMax && done < size) return { lines: parser.line };
    }
    parser.write(decoder.decode());
    parser.close();
  } catch (error) {
    if (!(error instanceof StopReading)) throw asFileError(error, file);
  }
  return { lines: parser.line };
}

function parserFor(file: string, handlers: ElementHandlers): { parser: SaxesParser; seen: () => number } {
  const parser = new SaxesParser({ xmlns: false, position: true });
  let depth = 0;
  let seen = 0;
  parser.on('doctype', (text) => {
    if (/<!ENTITY/i.test(text)) throw new JiadiError('xml-entities', { file, line: parser.line });
  });
  parser.on('error', (error) => {
    throw new JiadiError('xml-invalid', { file, line: parser.line, problem: error.message.replace(/^[\d:]*:? ?/, '') }, error);
  });
  parser.on('opentag', (tag) => {
    seen = parser.position;
    if (++depth > DEPTH_MAX) throw new JiadiError('xml-invalid', { file, line: parser.line, problem: `more than ${DEPTH_MAX} levels` });
    handlers.open(localName(tag.name), tag.attributes, parser.line);
  });
  parser.on('closetag', (tag) => {
    seen = parser.position;
    depth--;
    handlers.close(localName(tag.name), parser.line);
  });
  parser.on('text', (text) => handlers.text(text));
  parser.on('cdata', (text) => handlers.text(text));
  return { parser, seen: () => seen };
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
