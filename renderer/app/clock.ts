/** Milliseconds that only rise, for measuring and waiting in the window. */
export const nowMs = (): number => performance.now();

/** The wall clock in milliseconds, for comparing with times that came from the engine. */
export const wallMs = (): number => performance.timeOrigin + performance.now();
