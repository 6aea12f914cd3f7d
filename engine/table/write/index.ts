export { csvWriter, type CsvWriteOptions } from './csv.ts';
export { type FormColumn, type FormSheets, type FormWriter, formWriter } from './form.ts';
export { jsonlWriter, type JsonlWriteOptions } from './jsonl.ts';
export type { Cell, TableWriter, WriteColumn, WriteResult } from './writer.ts';
export { type WorkbookSheet, writeWorkbook, xlsxWriter, type XlsxWriteOptions } from './xlsx.ts';
