/** The reference receiver of result packages: an independent reading of the wire format, over HTTP, on SQLite or PostgreSQL. */
export { type Platform, type PlatformOptions, type ServerLimits, startPlatform } from './server.ts';
export type { PackageListing, StoreSummary, StreamListing } from './store.ts';
