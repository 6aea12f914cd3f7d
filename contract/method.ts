import type { z } from 'zod';
import type { Noun } from './nouns.ts';
import type { Right } from './rights.ts';

/**
 * Who may call: `open` needs no workspace (first start, login), `session` any signed-in person, otherwise the named right.
 */
export type Access = 'open' | 'session' | Right;

export type MethodKind = 'query' | 'command' | 'scan' | 'job';

/** One thing the engine can do: its kind, who may ask, and the schemas both ways. */
export interface Method<
  K extends MethodKind = MethodKind,
  I extends z.ZodType = z.ZodType,
  O extends z.ZodType = z.ZodType,
  A extends Access = Access,
> {
  readonly kind: K;
  readonly access: A;
  /** What a query or scan reads. */
  readonly reads: readonly Noun[];
  /** What a command or job writes. */
  readonly writes: readonly Noun[];
  /** False for what is no act on the data (remembered column widths): it leaves no audit row. */
  readonly audited?: boolean;
  readonly input: I;
  readonly output: O;
}

interface Reading<I, O, A> {
  readonly access: A;
  readonly reads: readonly Noun[];
  readonly input: I;
  readonly output: O;
}

interface Writing<I, O, A> {
  readonly access: A;
  readonly writes: readonly Noun[];
  readonly audited?: boolean;
  readonly input: I;
  readonly output: O;
}

/** Small and quick reading of `workspace.db` on the engine thread. */
export const query = <I extends z.ZodType, O extends z.ZodType, const A extends Access>(m: Reading<I, O, A>): Method<'query', I, O, A> => ({
  kind: 'query',
  writes: [],
  ...m,
});

/** Reading of data files in a scan worker: a page, a facet, a drill-down. */
export const scan = <I extends z.ZodType, O extends z.ZodType, const A extends Access>(m: Reading<I, O, A>): Method<'scan', I, O, A> => ({
  kind: 'scan',
  writes: [],
  ...m,
});

/** Exactly one transaction, with its audit row. */
export const command = <I extends z.ZodType, O extends z.ZodType, const A extends Access>(
  m: Writing<I, O, A>,
): Method<'command', I, O, A> => ({ kind: 'command', reads: [], ...m });

/** Long work: progress, cancel, and one short transaction at the end. */
export const job = <I extends z.ZodType, O extends z.ZodType, const A extends Access>(m: Writing<I, O, A>): Method<'job', I, O, A> => ({
  kind: 'job',
  reads: [],
  ...m,
});

export type MethodTable = Readonly<Record<string, Method>>;
export type InputOf<M extends Method> = z.input<M['input']>;
export type ParsedInputOf<M extends Method> = z.output<M['input']>;
export type OutputOf<M extends Method> = z.output<M['output']>;

/** How far a job has come, as the window and the command line see it. */
export interface Progress {
  readonly phase: string;
  readonly done: number;
  readonly total: number | null;
  readonly unit: 'rows' | 'bytes' | 'items';
  readonly problems?: number;
}
