import type { Migration } from '../../base/sqlite/index.ts';
import { m0010 } from './0010-workspace.ts';
import { m0020 } from './0020-catalog.ts';
import { m0030 } from './0030-datasets.ts';
import { m0040 } from './0040-quality.ts';
import { m0050 } from './0050-issues.ts';
import { m0060 } from './0060-lifecycle.ts';
import { m0070 } from './0070-review-sync.ts';
import { m0080 } from './0080-receipts.ts';
import { m0090 } from './0090-structure.ts';
import { m0100 } from './0100-provenance.ts';
import { m0110 } from './0110-batch-decisions.ts';
import { m0120 } from './0120-latest-batch.ts';
import { m0130 } from './0130-intake-memory.ts';
import { m0135 } from './0135-watch.ts';
import { m0140 } from './0140-set-apart.ts';
import { m0141 } from './0141-origin.ts';
import { m0150 } from './0150-sources.ts';
import { m0170 } from './0170-issues-by-unit.ts';
import { m0171 } from './0171-waivers.ts';
import { m0172 } from './0172-rework.ts';
import { m0175 } from './0175-rule-set-changes.ts';
import { m0180 } from './0180-score.ts';
import { m0200 } from './0200-repairs.ts';
import { m0205 } from './0205-reports.ts';
import { m0206 } from './0206-auto-runs.ts';
import { m0210 } from './0210-run-costs.ts';
import { m0211 } from './0211-run-outcomes.ts';
import { m0212 } from './0212-whole-check.ts';
import { m0215 } from './0215-code-lists.ts';
import { m0220 } from './0220-in-place.ts';
import { m0225 } from './0225-whole-profile.ts';
import { m0230 } from './0230-whole-findings.ts';
import { m0240 } from './0240-whole-structure.ts';
import { m0250 } from './0250-issues-in-place.ts';
import { m0255 } from './0255-corrections-applied.ts';
import { m0265 } from './0265-drift-limits.ts';

/** The schema of `workspace.db`, step by step; after the first release steps are only added. */
export const migrations: readonly Migration[] = [
  m0010,
  m0020,
  m0030,
  m0040,
  m0050,
  m0060,
  m0070,
  m0080,
  m0090,
  m0100,
  m0110,
  m0120,
  m0130,
  m0135,
  m0140,
  m0141,
  m0150,
  m0170,
  m0171,
  m0172,
  m0175,
  m0180,
  m0200,
  m0205,
  m0206,
  m0210,
  m0211,
  m0212,
  m0215,
  m0220,
  m0225,
  m0230,
  m0240,
  m0250,
  m0255,
  m0265,
];
