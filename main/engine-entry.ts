import type { MessagePortMain, ParentPort } from 'electron';
import { existsSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isoUtc, systemClock } from '../base/clock.ts';
import { ensureFolder } from '../base/files.ts';
import { systemRandom } from '../base/ids.ts';
import { assertNever, invariant } from '../base/invariant.ts';
import { workerPool } from '../base/jobs/index.ts';
import { fileLog, type Log } from '../base/log.ts';
import { createEngine } from '../engine/index.ts';
import { type ClosablePort, createEngineHost, type MainChannel } from './engine-host.ts';
import type { EngineStart, FromEngineProcess, ToEngineProcess } from './shell/engine-wire.ts';
import { createLoopWatch } from './shell/loop-watch.ts';

// The engine process. Electron runs it as a utility process; where its Node is too old for the database, plain Node runs it.

const LOG_BYTES_MAX = 5 * 1024 * 1024;

function openLog(folder: string): Log {
  ensureFolder(folder);
  const path = join(folder, 'engine.log');
  if (existsSync(path) && statSync(path).size > LOG_BYTES_MAX) renameSync(path, `${path}.1`);
  return fileLog(path, () => isoUtc(systemClock.nowMs()));
}

const portOf = (port: MessagePortMain): ClosablePort => ({
  post: (message) => port.postMessage(message),
  listen: (onMessage) => {
    port.on('message', ({ data }) => onMessage(data));
    port.start();
  },
  onClose: (listener) => void port.on('close', listener),
});

/** Main's channel in a utility process: window ports arrive as ports. */
function utilityChannel(parent: ParentPort): MainChannel {
  return {
    post: (message) => parent.postMessage(message),
    listen: (onMessage, onPort) => {
      parent.on('message', ({ data, ports }) => {
        const message = data as ToEngineProcess;
        const [port] = ports;
        if (message.type === 'port') {
          invariant(port, 'a port message carries a port');
          onPort(portOf(port));
        } else onMessage(message);
      });
    },
  };
}

/** Main's channel in a plain Node child: window ports are numbers, and main relays their messages. */
function nodeChannel(): MainChannel {
  const ports = new Map<number, { readonly onMessage: ((message: unknown) => void)[]; readonly onClose: (() => void)[] }>();
  // the callback keeps a message to a main process that has just ended from becoming an exception
  const post = (message: FromEngineProcess): void => void (process.connected && process.send?.(message, undefined, {}, () => undefined));
  const open = (port: number): ClosablePort => {
    const entry = { onMessage: [] as ((message: unknown) => void)[], onClose: [] as (() => void)[] };
    ports.set(port, entry);
    return {
      post: (message) => post({ type: 'port-data', port, message }),
      listen: (onMessage) => void entry.onMessage.push(onMessage),
      onClose: (listener) => void entry.onClose.push(listener),
    };
  };
  return {
    post,
    listen: (onMessage, onPort) => {
      process.on('message', (message: ToEngineProcess) => {
        switch (message.type) {
          case 'port':
            onPort(open(message.port));
            return;
          case 'port-data':
            for (const listener of ports.get(message.port)?.onMessage ?? []) listener(message.message);
            return;
          case 'port-closed':
            for (const listener of ports.get(message.port)?.onClose ?? []) listener();
            ports.delete(message.port);
            return;
          case 'ask':
          case 'stop':
            onMessage(message);
            return;
          default:
            assertNever(message);
        }
      });
    },
  };
}

function run(): void {
  const start = JSON.parse(process.argv[2] ?? 'null') as EngineStart | null;
  invariant(start, 'the engine process is started by Electron main');
  const log = openLog(start.logs);
  const die = (error: unknown): never => {
    log.write('engine-died', { error });
    process.exit(70);
  };
  process.on('uncaughtException', die);
  process.on('unhandledRejection', die);
  const engine = createEngine({
    clock: systemClock,
    random: systemRandom,
    log,
    tasks: workerPool({
      entry: start.workerEntry,
      jobWorkers: start.jobWorkers,
      scanWorkers: start.scanWorkers,
      data: { resources: start.resources },
    }),
    resources: start.resources,
    appVersion: start.appVersion,
    guestEntry: start.guestEntry,
  });
  // there in a utility process only, whatever the types say
  const parentPort = process.parentPort as ParentPort | undefined;
  const channel = parentPort ? utilityChannel(parentPort) : nodeChannel();
  const host = createEngineHost({ engine, channel, log, delay: createLoopWatch(), exit: () => process.exit(0) });
  // main is gone: nobody is left to serve
  if (!parentPort) process.on('disconnect', () => void host.stop());
  log.write('engine-started');
}

run();
