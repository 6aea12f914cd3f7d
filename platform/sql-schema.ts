/** Column types by their names in our schema text. */
export interface SqlDialect {
  readonly int: string;
  readonly blob: string;
  /** Text that sorts and compares by its bytes. */
  readonly text: string;
  /** What ends a CREATE TABLE. */
  readonly strict: string;
}

// One schema for both stores. Nothing is ever deleted; the only updates are the marks on streams, slots, heads and keys.
const steps: readonly string[] = [
  `
  CREATE TABLE package (
    digest {text} PRIMARY KEY, payload_type {text} NOT NULL, payload {blob} NOT NULL, signatures {text} NOT NULL,
    state {text} NOT NULL CHECK (state IN ('applied', 'held', 'rejected')), code {text},
    kind {text}, key {text}, revision {int}, unit {text}, device {text}, maker {text}, checker {text}, received_at {text} NOT NULL,
    CHECK (state <> 'applied' OR maker <> checker)
  ) {strict};
  CREATE INDEX package_by_key ON package (key, revision);
  CREATE INDEX package_by_time ON package (received_at);
  CREATE TABLE stream (stream {text} PRIMARY KEY, device {text} NOT NULL, forked {int} NOT NULL, ranges {text} NOT NULL) {strict};
  CREATE TABLE slot (
    stream {text} NOT NULL REFERENCES stream (stream), seq {int} NOT NULL, digest {text} NOT NULL, verdict {text} NOT NULL, code {text},
    PRIMARY KEY (stream, seq)
  ) {strict};
  CREATE INDEX slot_by_digest ON slot (digest);
  CREATE TABLE effect (digest {text} PRIMARY KEY REFERENCES package (digest)) {strict};
  CREATE TABLE head (key {text} PRIMARY KEY, revision {int} NOT NULL, digest {text} NOT NULL) {strict};
  CREATE TABLE tombstone (target {text} NOT NULL, unit {text} NOT NULL, by_digest {text} NOT NULL, PRIMARY KEY (target, unit)) {strict};
  CREATE TABLE fork (
    stream {text} NOT NULL, seq {int} NOT NULL, held {text} NOT NULL, refused {text} NOT NULL, envelope {text}, at {text} NOT NULL,
    PRIMARY KEY (stream, seq, refused)
  ) {strict};
  CREATE TABLE part (digest {text} PRIMARY KEY, bytes {blob} NOT NULL, at {text} NOT NULL) {strict};
  CREATE TABLE receipt (n {int} PRIMARY KEY, device {text} NOT NULL, request {text} NOT NULL, items {text} NOT NULL, text {text} NOT NULL, at {text} NOT NULL) {strict};
  CREATE INDEX receipt_by_device ON receipt (device, n);
  CREATE INDEX receipt_by_request ON receipt (request, device, n);
  CREATE TABLE trust (
    key_id {text} PRIMARY KEY, role {text} NOT NULL, subject {text} NOT NULL UNIQUE, name {text} NOT NULL, units {text} NOT NULL,
    public_key {text} NOT NULL, valid_from {text}, valid_to {text}, revoked_from {text}, enrolled_at {text} NOT NULL
  ) {strict};
`,
];

/** The number that a store of this program carries. */
export const schemaNumber = steps.length;

/** The statements that bring a store from schema number `from` to the newest. */
export function schemaScript(from: number, dialect: SqlDialect): string {
  return steps
    .slice(from)
    .join('\n')
    .replaceAll(/\{(int|blob|text|strict)\}/g, (_, name: keyof SqlDialect) => dialect[name]);
}
