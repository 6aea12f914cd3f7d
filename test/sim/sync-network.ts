import type { Dice } from '../support/seeded.ts';

const faults = ['drop-request', 'drop-answer', 'twice', 'late', 'broken', 'busy', 'portal', 'wrong-signature', 'old-answer'] as const;
export type Fault = (typeof faults)[number];

/**
 * Stands in for `fetch`: between a workspace and the platform, requests and answers are lost, doubled, held back and delivered later, refused, answered by
 * a portal that says 200, signed wrongly, or answered with what was true once.
 */
export class Network {
  readonly met = new Map<Fault, number>();
  readonly #dice: Dice;
  readonly #real = globalThis.fetch;
  readonly #late: (() => Promise<Response>)[] = [];
  readonly #old = new Map<string, string[]>();
  /** Share of requests that something happens to. */
  trouble = 0;

  constructor(dice: Dice) {
    this.#dice = dice;
  }

  plugIn(): void {
    globalThis.fetch = (input, init) =>
      this.#pass(() => this.#real(input, init), `${init?.method} ${input instanceof Request ? input.url : input.toString()}`);
  }

  unplug(): void {
    globalThis.fetch = this.#real;
  }

  /** Delivers something that was held back; nobody waits for its answer any more. */
  async deliverLate(): Promise<void> {
    const [held] = this.#late.splice(this.#dice.below(Math.max(1, this.#late.length)), 1);
    if (held) await (await held()).arrayBuffer();
  }

  async #pass(send: () => Promise<Response>, what: string): Promise<Response> {
    const fault = this.#dice.chance(this.trouble) ? this.#dice.pick(faults) : null;
    if (fault) this.met.set(fault, (this.met.get(fault) ?? 0) + 1);
    switch (fault) {
      case 'drop-request':
        throw new TypeError('fetch failed');
      case 'late':
        this.#late.push(send);
        throw new TypeError('fetch failed');
      case 'drop-answer':
        await (await send()).arrayBuffer();
        throw new TypeError('fetch failed');
      case 'broken':
        return new Response('gone', { status: this.#dice.pick([500, 502, 503, 504, 408]) });
      case 'busy':
        return new Response('slow down', { status: 429, headers: { 'retry-after': '1' } });
      case 'portal':
        return new Response('<html>请登录</html>', { status: 200, headers: { 'content-type': 'text/html' } });
      case 'old-answer': {
        const known = this.#old.get(what) ?? [];
        return known.length > 0 ? new Response(this.#dice.pick(known), { status: 200 }) : await this.#keep(await send(), what);
      }
      case 'twice':
        await (await send()).arrayBuffer();
        return await this.#keep(await send(), what);
      case 'wrong-signature':
        return spoilt(await send());
      case null:
        return await this.#keep(await send(), what);
    }
  }

  async #keep(response: Response, what: string): Promise<Response> {
    const text = await response.text();
    if (response.status === 200) this.#old.set(what, [...(this.#old.get(what) ?? []).slice(-4), text]);
    return new Response(text, { status: response.status, headers: response.headers });
  }
}

/** The same answer with one letter of its signature changed. */
async function spoilt(response: Response): Promise<Response> {
  const text = await response.text();
  const changed = text.replace(/"sig":"(.)/, (_, first: string) => `"sig":"${first === 'A' ? 'B' : 'A'}`);
  return new Response(changed, { status: response.status });
}
