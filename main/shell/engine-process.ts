import { fork } from 'node:child_process';
import { MessageChannelMain, type MessagePortMain, utilityProcess } from 'electron';
import type { EngineStart, FromEngineProcess, ToEngineProcess } from './engine-wire.ts';

/** A running engine process, whichever way it was started. */
export interface EngineProcess {
  readonly pid: number | undefined;
  send(message: ToEngineProcess): void;
  /** A new port to the engine; the end returned belongs to a window. */
  openPort(): MessagePortMain;
  kill(): void;
}

export interface EngineProcessEvents {
  onMessage(message: FromEngineProcess): void;
  onExit(code: number | null): void;
}

export interface EngineFiles {
  readonly entry: string;
  /** Node 24 for an Electron whose own Node cannot load the database; null where Electron runs the engine itself. */
  readonly node: string | null;
}

/** True when this Electron's Node can load the database (Node-API 10), so that the engine may run in a utility process. */
export function runsEngineItself(): boolean {
  return Number(process.versions.napi) >= 10;
}

/** Starts the engine process. In a utility process only after the app is ready: earlier it crashes Electron. */
export function startEngineProcess(files: EngineFiles, start: EngineStart, events: EngineProcessEvents): EngineProcess {
  return files.node === null ? startUtility(files.entry, start, events) : startNode(files.entry, files.node, start, events);
}

function startUtility(entry: string, start: EngineStart, events: EngineProcessEvents): EngineProcess {
  const child = utilityProcess.fork(entry, [JSON.stringify(start)], { serviceName: 'jiadi-engine', stdio: 'inherit' });
  child.on('message', (message: FromEngineProcess) => events.onMessage(message));
  child.on('exit', (code) => events.onExit(code));
  let nextPort = 1;
  return {
    get pid() {
      return child.pid;
    },
    send: (message) => child.postMessage(message),
    openPort: () => {
      const { port1, port2 } = new MessageChannelMain();
      child.postMessage({ type: 'port', port: nextPort++ } satisfies ToEngineProcess, [port1]);
      return port2;
    },
    kill: () => void child.kill(),
  };
}

/** The development fallback: a child of plain Node, which can take no port, so every port's messages are relayed. */
function startNode(entry: string, node: string, start: EngineStart, events: EngineProcessEvents): EngineProcess {
  const child = fork(entry, [JSON.stringify(start)], {
    execPath: node,
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ports = new Map<number, MessagePortMain>();
  let ended = false;
  const end = (code: number | null): void => {
    if (ended) return;
    ended = true;
    for (const port of ports.values()) port.close();
    ports.clear();
    events.onExit(code);
  };
  const send = (message: ToEngineProcess): void => {
    // a child that has just died makes `send` fail; its exit is told by the event
    if (child.connected) child.send(message, () => undefined);
  };
  child.on('message', (message: FromEngineProcess) => {
    if (message.type === 'port-data') ports.get(message.port)?.postMessage(message.message);
    else events.onMessage(message);
  });
  child.on('exit', end);
  child.on('error', () => end(null));
  let nextPort = 1;
  return {
    pid: child.pid,
    send,
    openPort: () => {
      const port = nextPort++;
      const { port1, port2 } = new MessageChannelMain();
      ports.set(port, port1);
      send({ type: 'port', port });
      port1.on('message', ({ data }) => send({ type: 'port-data', port, message: data }));
      port1.on('close', () => {
        ports.delete(port);
        send({ type: 'port-closed', port });
      });
      port1.start();
      return port2;
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
