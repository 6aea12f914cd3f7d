import { systemClock } from '../../base/clock.ts';
import { systemRandom } from '../../base/ids.ts';
import { silentLog } from '../../base/log.ts';
import type { InputOf, OutputOf } from '../../contract/method.ts';
import type { MethodName, Methods } from '../../contract/methods/index.ts';
import type { CallOptions, EngineClient } from '../../contract/rpc.ts';
import { createEngine, type Engine } from '../../engine/index.ts';
import { guestEntry, resources, threadRunner } from './work.ts';

/** Calls typed by the contract. */
export interface Caller {
  call<M extends MethodName>(method: M, input: InputOf<Methods[M]>, options?: CallOptions): Promise<OutputOf<Methods[M]>>;
}

export const caller = (client: EngineClient): Caller => ({
  call: (method, input, options) => client.call(method, input, options) as never,
});

export const appVersion = '0.1.0';

/** The same engine that is behind the window, in this process. */
export function startEngine(): Engine {
  return createEngine({
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
    tasks: threadRunner(),
    resources,
    appVersion,
    guestEntry,
  });
}
