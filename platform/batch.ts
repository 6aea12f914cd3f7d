import type { Receipt, ReceiptItem } from '../contract/wire/index.ts';
import type { Change, Known } from './known.ts';
import { type Delivery, receive } from './receive.ts';

/** What a receipt says beside its items. */
export interface ReceiptFacts {
  readonly platform: string;
  readonly epoch: string;
  /** Number that a new receipt would get. */
  readonly n: number;
  /** ISO 8601. */
  readonly at: string;
}

/** A decided batch; `receipt` is null when the same request was answered before with the same verdicts, so that answer stands. */
export interface BatchDecision {
  readonly changes: readonly Change[];
  readonly items: readonly ReceiptItem[];
  readonly receipt: Receipt | null;
}

/** Decides the lines of one request in their order; later lines see what earlier ones changed. Pure, except that `known` moves on. */
export function decideBatch(deliveries: readonly Delivery[], known: Known, facts: ReceiptFacts): BatchDecision {
  const changes: Change[] = [];
  const items: ReceiptItem[] = [];
  for (const delivery of deliveries) {
    const received = receive(delivery, known);
    for (const change of received.changes) known.apply(change);
    changes.push(...received.changes);
    items.push(received.item);
  }
  if (changes.length === 0 && known.earlier && sameItems(items, known.earlier.items)) return { changes, items, receipt: null };
  return { changes, items, receipt: receiptOf(items, known, facts) };
}

/** The body of a receipt over these items, with the heads of the streams they touch. */
export function receiptOf(items: readonly ReceiptItem[], known: Known, facts: ReceiptFacts): Receipt {
  const streams = [...new Set(items.map((item) => item.stream))];
  const heads = streams.map((stream) => ({
    stream,
    ranges: (known.streams.get(stream)?.ranges ?? []).map(([from, to]) => [from, to] as [number, number]),
  }));
  return { v: 1, ...facts, items: [...items], heads, auditHead: null };
}

function sameItems(a: readonly ReceiptItem[], b: readonly ReceiptItem[]): boolean {
  const text = (item: ReceiptItem): string =>
    JSON.stringify([item.digest, item.stream, item.seq, item.verdict, item.code, item.missing ?? null]);
  return a.length === b.length && a.every((item, i) => text(item) === text(b[i] as ReceiptItem));
}
