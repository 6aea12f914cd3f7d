import type { ElementHandlers } from './events.ts';

/** A repeated element: its fields by their path in it (`name`, `address/street`, `@id`, `phone[2]`), in the order of the file. */
export interface XmlRecord {
  /** Null where an element is empty. */
  readonly fields: ReadonlyMap<string, string | null>;
  /** Line on which it begins, from 1. */
  readonly line: number;
}

interface OpenElement {
  readonly path: string;
  readonly counts: Map<string, number>;
  readonly isNil: boolean;
  readonly hasAttributes: boolean;
  text: string;
  hasChildren: boolean;
}

/** Handlers that gather the elements at `rowPath` (`root/records/record`) into records. */
export function recordHandlers(rowPath: string, onRecord: (record: XmlRecord) => void): ElementHandlers {
  const outside: string[] = [];
  const inside: OpenElement[] = [];
  const rowName = rowPath.slice(rowPath.lastIndexOf('/') + 1);
  const rowDepth = rowPath.split('/').length;
  let fields = new Map<string, string | null>();
  let begun = 0;

  const enter = (path: string, attributes: Readonly<Record<string, string>>): void => {
    const own = Object.keys(attributes).filter((name) => !/^xmlns(?::|$)|^xsi:/.test(name));
    const isNil = Object.keys(attributes).some((name) => /(?:^|:)nil$/.test(name) && /^(?:true|1)$/.test(attributes[name] ?? ''));
    for (const name of own) fields.set(joined(path, `@${name.slice(name.indexOf(':') + 1)}`), attributes[name] ?? null);
    inside.push({ path, counts: new Map(), isNil, hasAttributes: own.length > 0, text: '', hasChildren: false });
  };
  return {
    open: (name, attributes, line) => {
      const parent = inside.at(-1);
      if (parent) {
        parent.hasChildren = true;
        const count = (parent.counts.get(name) ?? 0) + 1;
        parent.counts.set(name, count);
        enter(joined(parent.path, count === 1 ? name : `${name}[${count}]`), attributes);
        return;
      }
      outside.push(name);
      if (outside.length !== rowDepth || name !== rowName || outside.join('/') !== rowPath) return;
      fields = new Map();
      begun = line;
      enter('', attributes);
    },
    close: () => {
      const element = inside.pop();
      if (!element) {
        outside.pop();
        return;
      }
      take(element, rowName, fields);
      if (inside.length > 0) return;
      outside.pop();
      onRecord({ fields, line: begun });
    },
    text: (text) => {
      const element = inside.at(-1);
      if (element) element.text += text;
    },
  };
}

function take(element: OpenElement, rowName: string, fields: Map<string, string | null>): void {
  const text = element.text.trim();
  if (element.hasChildren) {
    if (text !== '') fields.set(joined(element.path, '#text'), text);
    return;
  }
  if (element.path === '' && text === '' && element.hasAttributes) return;
  // An element that only carries attributes is no column of its own.
  if (text === '' && element.hasAttributes && !element.isNil) return;
  fields.set(element.path || rowName, text === '' || element.isNil ? null : text);
}

function joined(path: string, step: string): string {
  return path === '' ? step : `${path}/${step}`;
}

interface PathFacts {
  readonly path: string;
  count: number;
  /** Most often it stood in one parent. */
  siblings: number;
  /** Names of what is in it: attributes and child elements. */
  readonly parts: Set<string>;
}

/** Looks for the elements that repeat. */
export class RowPaths implements ElementHandlers {
  readonly #facts = new Map<string, PathFacts>();
  readonly #open: { readonly facts: PathFacts; readonly counts: Map<string, number> }[] = [];

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    const parent = this.#open.at(-1);
    const path = parent ? `${parent.facts.path}/${name}` : name;
    const facts = this.#facts.get(path) ?? { path, count: 0, siblings: 0, parts: new Set() };
    this.#facts.set(path, facts);
    facts.count++;
    for (const key of Object.keys(attributes)) facts.parts.add(`@${key}`);
    if (parent) {
      parent.facts.parts.add(name);
      const siblings = (parent.counts.get(name) ?? 0) + 1;
      parent.counts.set(name, siblings);
      facts.siblings = Math.max(facts.siblings, siblings);
    }
    this.#open.push({ facts, counts: new Map() });
  }

  close(): void {
    this.#open.pop();
  }

  text(): void {
    // only elements are counted
  }

  /**
   * The paths whose elements are rows, the likeliest first: elements that repeat in their parent, the outer ones unless they are only pages of
   * many more inner ones. Without any, the root's only child with parts, or the root, is the single row.
   */
  found(): readonly string[] {
    const repeated = [...this.#facts.values()].filter(({ siblings }) => siblings > 1);
    const rows = repeated.filter((facts) => !repeated.some((outer) => isInside(facts, outer) && !isPages(outer, facts)));
    const kept = rows.filter((facts) => !rows.some((inner) => isInside(inner, facts) && isPages(facts, inner)));
    if (kept.length > 0) return kept.toSorted((a, b) => worth(b) - worth(a)).map(({ path }) => path);
    const all = [...this.#facts.values()];
    const single = all.findLast(({ parts }) => parts.size > 0 && [...parts].some((part) => !this.#isFolder(part, all))) ?? all[0];
    return single ? [single.path] : [];
  }

  #isFolder(part: string, all: readonly PathFacts[]): boolean {
    return all.some(({ path, parts }) => path.endsWith(`/${part}`) && parts.size > 0);
  }
}

function isInside(inner: PathFacts, outer: PathFacts): boolean {
  return inner.path.startsWith(`${outer.path}/`);
}

/** True when the outer elements only hold stretches of the inner ones. */
function isPages(outer: PathFacts, inner: PathFacts): boolean {
  return inner.count >= outer.count * 10 && inner.parts.size > outer.parts.size;
}

function worth({ count, parts }: PathFacts): number {
  return count * (0.5 + parts.size);
}
