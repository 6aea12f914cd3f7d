import { createServer, request, type Server } from 'node:http';

/** A line to a platform that can be pulled out, and that can lose an answer after the platform has done its work. */
export interface Cable {
  readonly url: string;
  plugIn(): Promise<void>;
  pullOut(): Promise<void>;
  /** The next batch reaches the platform; its answer does not come back. */
  loseNextAnswer(): void;
  /** Batches that reached the platform. */
  readonly batches: () => number;
}

/** A cable to the platform that `target` names at the time of a request; it is out until `plugIn`. */
export async function cableTo(target: () => string): Promise<Cable> {
  let lose = false;
  let batches = 0;
  const make = (): Server =>
    createServer((incoming, outgoing) => {
      const { hostname, port } = new URL(target());
      const batch = incoming.method === 'POST' && incoming.url === '/v1/packages';
      const onward = request(
        { hostname, port, method: incoming.method, path: incoming.url, headers: incoming.headers, agent: false },
        (answer) => {
          if (batch) batches += 1;
          const lost = batch && lose;
          if (lost) lose = false;
          if (!lost) outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.on('data', (chunk: Buffer) => (lost ? undefined : outgoing.write(chunk)));
          answer.on('end', () => (lost ? outgoing.destroy() : outgoing.end()));
        },
      );
      onward.on('error', () => outgoing.destroy());
      incoming.pipe(onward);
    });
  let server = make();
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => void server.once('error', reject).listen(port, '127.0.0.1', resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  // takes a port of its own once, so that the address stays the same
  await listen(0);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await close();
  return {
    url: `http://127.0.0.1:${port}`,
    plugIn: () => {
      server = make();
      return listen(port);
    },
    pullOut: close,
    loseNextAnswer: () => void (lose = true),
    batches: () => batches,
  };
}
