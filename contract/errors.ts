/** Plain values that may travel with an error; they are filled into the sentence by whoever shows it. */
export type ErrorParams = Readonly<Record<string, string | number | boolean | null>>;

/**
 * The closed list of expected errors. Each code has a sentence in both languages under `error.<code>` in `contract/text`
 * (what, where, how to mend it) and an exit code for the command line.
 */
export const errorCodes = {
  // usage and input: exit 2
  'usage': 2,
  'invalid-input': 2,
  'not-found': 2,
  'already-exists': 2,
  'conflict': 2,
  'file-not-found': 2,
  'file-is-directory': 2,
  'file-empty': 2,
  'file-unreadable': 2,
  'file-changed': 2,
  'already-imported': 2,
  'file-not-text': 2,
  'file-encrypted': 2,
  'file-password-needed': 2,
  'file-password-wrong': 2,
  'file-damaged': 2,
  'file-too-large': 2,
  'file-inflates': 2,
  'format-unsupported': 2,
  'encoding-unsupported': 2,
  'xml-invalid': 2,
  'xml-entities': 2,
  'sheet-not-found': 2,
  'column-not-found': 2,
  'column-twice': 2,
  'column-not-text': 2,
  'too-many-values': 2,
  'too-many-alike': 2,
  'columns-unsure': 2,
  'columns-other': 2,
  'watch-nobody': 2,
  'watch-own-folder': 2,
  'check-running': 2,
  'too-many-columns': 2,
  'value-too-long': 2,
  'json-value-too-large': 2,
  'json-invalid': 2,
  'json-key-twice': 2,
  'json-list-empty': 2,
  'json-no-records': 2,
  'too-many-malformed': 2,
  'rule-file-invalid': 2,
  'codes-invalid': 2,
  'repair-file-invalid': 2,
  'repair-nothing': 2,
  'repair-signed': 2,
  'repair-submitted': 2,
  'repair-derived': 2,
  'unknown-key': 2,
  'unknown-kind': 2,
  'unsupported-expectation': 2,
  'unknown-template': 2,
  'parameter-missing': 2,
  'parameter-invalid': 2,
  'parameter-unknown': 2,
  'parameter-in-query': 2,
  'rule-override-unknown': 2,
  'rule-parent-missing': 2,
  'rule-parent-circle': 2,
  'rule-set-in-use': 2,
  'sql-refused': 2,
  'expression-invalid': 2,
  'nothing-to-measure': 2,
  'not-evaluated': 2,
  'not-supported-yet': 2,
  // workspace and rights: exit 2
  'workspace-none': 2,
  'workspace-busy': 2,
  'workspace-locked': 2,
  'workspace-newer': 2,
  'workspace-damaged': 2,
  'workspace-exists': 2,
  'workspace-unsafe-place': 2,
  'wrong-password': 2,
  'locked-out': 2,
  'weak-password': 2,
  'denied': 2,
  'maker-is-checker': 2,
  'blocked-by-critical': 2,
  'in-place-cut': 2,
  'in-place-outdated': 2,
  'state-changed': 2,
  'decision-followed': 2,
  'decision-reviewed': 2,
  'decision-first': 2,
  'grant-expired': 2,
  'rework-unknown': 2,
  'rework-other': 2,
  'rework-in-place': 2,
  'rework-too-many': 2,
  'waiver-needs-day': 2,
  'waiver-needs-key': 2,
  'waiver-needs-rows': 2,
  // machine: exit 2
  'disk-full': 2,
  'file-locked': 2,
  'no-permission': 2,
  // platform and network: exit 2
  'offline': 2,
  'platform-refused': 2,
  'platform-untrusted': 2,
  'port-in-use': 2,
  'database-unreachable': 2,
  // databases as sources: exit 2
  'source-host-unknown': 2,
  'source-refused': 2,
  'source-timeout': 2,
  'source-protocol': 2,
  'source-tls': 2,
  'source-login': 2,
  'source-login-method': 2,
  'source-not-admitted': 2,
  'source-no-database': 2,
  'source-denied': 2,
  'source-busy': 2,
  'source-slow': 2,
  'source-lost': 2,
  'source-sql': 2,
  'source-query': 2,
  'source-changed': 2,
  'source-password-needed': 2,
  'in-place-slow': 2,
  'in-place-lost': 2,
  // flow
  'cancelled': 130,
  'superseded': 130,
  'engine-restarted': 3,
  'limit-reached': 2,
  'timeout': 2,
  'internal': 3,
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** An error the program expects: a code of the closed list and the plain values for its sentence. */
export class JiadiError extends Error {
  readonly code: ErrorCode;
  readonly params: ErrorParams;
  constructor(code: ErrorCode, params: ErrorParams = {}, cause?: unknown) {
    super(`${code} ${JSON.stringify(params)}`, cause === undefined ? undefined : { cause });
    this.name = 'JiadiError';
    this.code = code;
    this.params = params;
  }
}

/** True when the value is an expected error, also after it crossed a module boundary. */
export function isJiadiError(value: unknown): value is JiadiError {
  return value instanceof JiadiError;
}

/** The process exit code that belongs to an error code (`cli.md`). */
export function exitCodeOf(code: ErrorCode): number {
  return errorCodes[code];
}
