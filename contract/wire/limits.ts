/** Limits of the wire format. Reaching one is an answer with a code, never a slow-down. Sizes are bytes. */
export const wireLimits = {
  /** Decoded payload of one envelope. */
  payloadBytesMax: 1024 * 1024,
  /** Nesting of any JSON document on the wire. */
  jsonDepthMax: 32,
  /** Signatures in one envelope. */
  signaturesMax: 8,
  /** Lines of one `POST /v1/packages`. */
  batchPackagesMax: 500,
  /** Body of one `POST /v1/packages`. */
  batchBytesMax: 4 * 1024 * 1024,
  /** One part, named by its digest. */
  partBytesMax: 4 * 1024 * 1024,
  /** Parts that one package may name. */
  partsMax: 4096,
  /** Body of one `POST /v1/enrol`. */
  enrolBytesMax: 64 * 1024,
  /** Keys enrolled by one request. */
  enrolKeysMax: 64,
  /** Receipts in one answer of `GET /v1/receipts`. */
  receiptsPageMax: 50,
  /** Slots that one range digest of a stream head covers. */
  slotsPerChunk: 1024,
} as const;
