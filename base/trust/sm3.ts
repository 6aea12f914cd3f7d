import { createSM3 } from 'hash-wasm';

/** A running SM3 digest (GB/T 32905-2016). */
export interface Sm3 {
  update(bytes: Uint8Array): void;
  /** 64 hexadecimal digits; nothing may be added afterwards. */
  hex(): string;
}

/** Begins an SM3 digest. It is computed in WebAssembly, because Electron's cryptography has no SM3. */
export async function newSm3(): Promise<Sm3> {
  const hash = await createSM3();
  hash.init();
  return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') };
}
