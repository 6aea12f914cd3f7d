// The two globals of every JavaScript host that the ECMAScript library does not name. Read by tsconfig.pure.json only.
interface AbortSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}
interface AbortController {
  readonly signal: AbortSignal;
  abort(): void;
}
declare const AbortController: new () => AbortController;
declare function structuredClone<T>(value: T): T;
