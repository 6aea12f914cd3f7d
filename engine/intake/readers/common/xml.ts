import { SaxesParser } from 'saxes';
import { JiadiError } from '../../../../contract/errors.ts';

/** What happens in an XML text; names come without their prefix. */
export interface XmlHandlers {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  close(name: string): void;
  text(text: string): void;
}

/** Thrown by a handler that has seen enough. */
export class StopReading extends Error {}

/** Reads XML in pieces. A document type or an entity is refused, as is text that is not well-formed: `file-damaged`. */
export async function readXml(pieces: AsyncIterable<string>, file: string, handlers: XmlHandlers): Promise<void> {
  const parser = new SaxesParser({ xmlns: false, position: false });
  parser.on('doctype', () => {
    throw new JiadiError('file-damaged', { file, reason: 'dtd' });
  });
  parser.on('error', (error) => {
    throw new JiadiError('file-damaged', { file, reason: 'xml' }, error);
  });
  parser.on('opentag', (tag) => handlers.open(localName(tag.name), tag.attributes));
  parser.on('closetag', (tag) => handlers.close(localName(tag.name)));
  parser.on('text', (text) => handlers.text(text));
  parser.on('cdata', (text) => handlers.text(text));
  for await (const piece of pieces) parser.write(piece);
  parser.close();
}

/** An attribute by its name without prefix. */
export function attribute(attributes: Readonly<Record<string, string>>, name: string): string | undefined {
  const direct = attributes[name];
  if (direct !== undefined) return direct;
  for (const key in attributes) if (key.endsWith(`:${name}`)) return attributes[key];
  return undefined;
}

/** Characters that XML cannot hold are written as `_x000D_` in workbooks. */
export function unescapeXml(text: string): string {
  return text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}
