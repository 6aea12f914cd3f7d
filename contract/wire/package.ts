import { z } from 'zod';
import { count, deviceId, digest, plainText, ratio, timestamp, userId } from './atoms.ts';
import { wireLimits } from './limits.ts';

/** The newest version of the package format that this program reads and writes. */
export const packageVersion = 1;

const score = z.looseObject({ total: ratio.nullable(), dimensions: z.record(z.string(), ratio.nullable()) });
const ruleResult = z.looseObject({
  rule: plainText(200),
  kind: plainText(100),
  evaluated: count,
  skipped: count,
  failed: count,
  ratio: ratio.nullable(),
  status: z.enum(['pass', 'warn', 'fail', 'error']),
});

/** The body of each kind: counts, rates, codes and masked samples, never unmasked values. Unknown fields are kept. */
export const packageBodies = {
  'catalogue.entry': z.looseObject({ resource: z.looseObject({ code: plainText(100), name: plainText(500) }), state: plainText(50) }),
  'quality.report': z.looseObject({ score, rules: z.array(ruleResult) }),
  'issue.list': z.looseObject({
    issues: z.array(z.looseObject({ fingerprint: plainText(200), rule: plainText(200), state: plainText(50), failed: count })),
  }),
  'lifecycle.metrics': z.looseObject({
    period: plainText(50),
    metrics: z.array(z.looseObject({ metric: plainText(100), value: z.number().nullable() })),
  }),
  'match.summary': z.looseObject({ records: count, matchedPairs: count, entities: count, unifiedCount: count, threshold: z.number() }),
  'withdrawal': z.looseObject({ digest, reason: plainText(1000) }),
} as const;

export type PackageKind = keyof typeof packageBodies;

/** The kinds of result package, in the order in which they are listed to people. */
export const packageKinds = Object.keys(packageBodies) as readonly PackageKind[];

/** What a package was computed from: enough to compute it again. Null where the kind has no such thing. */
const basis = z.looseObject({ dataset: digest.nullable(), rows: count.nullable(), ruleSet: digest.nullable(), app: plainText(50) });
/** Clocks as evidence; they decide nothing. */
const clock = z.looseObject({ wall: timestamp, bootMs: count, platformSeen: timestamp.nullable(), jumps: count });
const part = z.looseObject({ digest, bytes: count.max(wireLimits.partBytesMax), type: plainText(200) });

const common = {
  v: z.literal(packageVersion),
  suite: z.literal('S1'),
  id: z.uuid({ version: 'v7' }),
  key: plainText(300),
  revision: z.int().min(1),
  base: z.array(digest).max(16),
  device: deviceId,
  unit: plainText(100),
  maker: userId,
  checker: userId,
  basis,
  clock,
  parts: z.array(part).max(wireLimits.partsMax),
};

/** A result package, version 1. Its bytes are the RFC 8785 form of this object, written once and never again. */
export const resultPackage = z.discriminatedUnion('kind', [
  z.looseObject({ ...common, kind: z.literal('catalogue.entry'), body: packageBodies['catalogue.entry'] }),
  z.looseObject({ ...common, kind: z.literal('quality.report'), body: packageBodies['quality.report'] }),
  z.looseObject({ ...common, kind: z.literal('issue.list'), body: packageBodies['issue.list'] }),
  z.looseObject({ ...common, kind: z.literal('lifecycle.metrics'), body: packageBodies['lifecycle.metrics'] }),
  z.looseObject({ ...common, kind: z.literal('match.summary'), body: packageBodies['match.summary'] }),
  z.looseObject({ ...common, kind: z.literal('withdrawal'), body: packageBodies['withdrawal'] }),
]);
export type ResultPackage = Readonly<z.infer<typeof resultPackage>>;

/** What every version and kind has, also those newer than we know: read before the rest to tell "held" from "invalid". */
export const packageHead = z.looseObject({ v: z.int().min(1), suite: plainText(20), kind: plainText(100) });

/** What a package of the known version has whatever its kind: enough to tell who signed it, for kinds newer than we know. */
export const packageCommon = z.looseObject({ ...common, kind: plainText(100) });
export type PackageCommon = Readonly<z.infer<typeof packageCommon>>;
