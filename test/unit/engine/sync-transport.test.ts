/** The one exchange with the platform over lines that close and servers that are not there. */
import assert from 'node:assert/strict';
import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { isJiadiError } from '../../../contract/errors.ts';
import { exchange } from '../../../engine/sync/transport.ts';

const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: keep-alive\r\n\r\nok';
const signal = new AbortController().signal;

/** A server that does with the n-th request of a connection what it is told. */
async function serve(
  onRequest: (socket: Socket, nth: number) => void,
): Promise<{ readonly url: string; readonly seen: () => number; close(): Promise<void> }> {
  let seen = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    let nth = 0;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', () => {
      seen += 1;
      onRequest(socket, ++nth);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen: () => seen,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

test('a kept connection that the platform has closed meanwhile is no lost network', async () => {
  const server = await serve((socket, nth) => {
    if (nth === 1) socket.write(answer);
    else socket.resetAndDestroy();
  });
  try {
    for (let i = 0; i < 3; i++) {
      const { status, body } = await exchange(server.url, { method: 'POST', path: '/x', body: Buffer.from('{}'), signal });
      assert.deepEqual([status, Buffer.from(body).toString()], [200, 'ok']);
    }
    assert.ok(server.seen() > 3, 'a request met a closed connection');
  } finally {
    await server.close();
  }
});

test('a platform that closes every time is tried twice and is offline then, and so is none at all', async () => {
  const server = await serve((socket) => socket.resetAndDestroy());
  const offline = (error: unknown): boolean => isJiadiError(error) && error.code === 'offline';
  try {
    await assert.rejects(exchange(server.url, { method: 'GET', path: '/x', signal }), offline);
    assert.equal(server.seen(), 2);
  } finally {
    await server.close();
  }
  await assert.rejects(exchange(server.url, { method: 'GET', path: '/x', signal }), offline);
});
