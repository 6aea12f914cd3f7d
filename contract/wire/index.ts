/** The wire format between a workspace and the platform: schemas and types only, so that both sides read the same page. */
export * from './atoms.ts';
export * from './limits.ts';
export * from './envelope.ts';
export * from './package.ts';
export * from './receipt.ts';
export * from './http.ts';
