export { inlineRunner } from './inline.ts';
export { workerPool, type PoolOptions } from './pool.ts';
export { serveTasks } from './serve.ts';
export type { RunOptions, Task, TaskContext, TaskProgress, TaskRunner, TaskTable } from './task.ts';
export { errorFromWire, errorToWire, type WireError } from './wire.ts';
