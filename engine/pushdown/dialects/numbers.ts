/**
 * Texts that are numbers, as SQLite reads them. `plain` ones give the same double everywhere: few digits and no great exponent. Others are left to be
 * judged here, where the same function judges them as in a local check.
 */
const blank = '[ \t\n\v\f\r]*';
export const numberPattern = `${blank}[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?${blank}`;
export const plainPattern = `${blank}[+-]?(?:[0-9]+[.]?[0-9]*|[.][0-9]+)(?:[eE][+-]?[0-9])?${blank}`;
/** With all its signs: no more digits than a double holds exactly. A limit inside the pattern would cost a server most of its time. */
export const PLAIN_CHARS = 15;
/** Whole numbers beyond are not exact in double precision. */
export const EXACT_MAX = '9007199254740992';
