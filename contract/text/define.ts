/** A sentence in both languages: Chinese is the source, English beside it, so that neither can be forgotten. `{name}` is filled in. */
export type Pair = readonly [zh: string, en: string];
export type TextTable = Readonly<Record<string, Pair>>;

/** Languages of the window. */
export type Language = 'zh-CN' | 'en';

/** Declares a module's words; keys stay literal so that a misspelt key does not compile. */
export const defineText = <const T extends TextTable>(table: T): T => table;
