import type { GuestRequest } from './protocol.ts';
import { answer } from './run.ts';

/** A guest process: answers one request over its channel and ends. It opens only the files that the request names, read-only. */
process.once('message', (request: GuestRequest) => {
  const reply = answer(request);
  process.send?.(reply, undefined, undefined, () => process.disconnect?.());
});
