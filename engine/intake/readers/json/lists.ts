/** The record itself, where a file holds one record with lists of records inside. */
export const WHOLE = '$';

/** The path of the list that a choice of table means, or null for the values of the file as they stand. */
export const listOf = (sheet: string | null | undefined): string | null => (sheet === undefined || sheet === WHOLE ? null : sheet);
