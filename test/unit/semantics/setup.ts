import { fileURLToPath } from 'node:url';
import { loadTables } from '../../../engine/semantics/tables.ts';
import { createSemantics } from '../../../engine/semantics/semantics.ts';

/** The tables shipped with the program, and a fixed day, so that a test says the same tomorrow. */
export const tables = loadTables(fileURLToPath(new URL('../../../resources', import.meta.url)));
export const semantics = createSemantics({ today: '2026-11-23', tables });
