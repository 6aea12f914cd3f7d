import type { TaskRunner } from '../../base/jobs/index.ts';
import type { ActiveWaiver } from '../issues/index.ts';
import type { guestQuery, ReadRule, Surroundings } from '../rules/index.ts';
import type { CodeEdition, Semantics } from '../semantics/index.ts';
import type { BatchFile } from '../table/batch-file.ts';
import type { PartedTable } from '../table/parts.ts';
import type { AppendedBatch } from './carried-batch.ts';
import type { FindingsFile } from './findings.ts';
import type { ScoreWeights } from './score.ts';

/** Answers the queries of rules; given by the composition root, which knows how to start a guest process. */
export type GuestQuery = ReturnType<typeof guestQuery>;

/** Another dataset that rules look at, as one table; of a key that is there twice the first row counts. */
export interface OtherTable extends PartedTable {
  /** Numbers of the batches that it is made of. */
  readonly batches?: readonly number[];
}

/** All that a run depends on: the same input gives the same result. */
export interface CheckInput {
  readonly batch: BatchFile;
  readonly rules: readonly ReadRule[];
  readonly nullLike: readonly string[];
  /** Reference date of the batch (ISO date), never the clock at the time of checking. */
  readonly asOf: string;
  /** Other datasets by the name that rules use. */
  readonly references?: Readonly<Record<string, OtherTable>>;
  /** What is known of the batch's file, dataset, catalogue entry and history; left out: nothing. */
  readonly surroundings?: Partial<Surroundings>;
  /** Given for a table that grew by batches, which are `batch` together: what was found in each is carried over. */
  readonly appended?: readonly AppendedBatch[];
  readonly findings: FindingsFile | null;
  readonly weights?: ScoreWeights;
  /** Versions of code lists of the workspace that the rules go by; left out: bundled ones only. */
  readonly codes?: readonly CodeEdition[];
  /** Waivers that are in force; left out: none. */
  readonly waivers?: readonly ActiveWaiver[];
  /** True for typed data where "1" is not 1. */
  readonly strictTypes?: boolean;
}

/** What a run needs of its surroundings. */
export interface CheckHost {
  readonly tasks: TaskRunner;
  readonly semantics: Semantics;
  readonly guest: GuestQuery | null;
  /** Scans that run at the same time (default 2). */
  readonly parallel?: number;
  /** Bytes of what is noted of keys that stay in memory; more goes to the disk (left out: 96 MB). */
  readonly keyBytes?: number;
}
