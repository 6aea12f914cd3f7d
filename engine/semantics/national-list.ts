/** A national code list as rules ask it. */
export interface NationalList {
  readonly id: string;
  readonly standard: string;
  /** The code's name; undefined for a code that was never in the list. */
  nameOf(code: string): string | undefined;
  /** True for a name or a usual other word for a code. */
  hasName(name: string): boolean;
  /** True when this text is what the code stands for: its name, a usual short form, or with the names of what it lies in before it. */
  agrees(code: string, name: string): boolean;
  /** True when the code was in force on a day (yyyymmdd), or without one is now. Lists without editions know codes that are in force only. */
  inForce(code: string, day: number | null): boolean;
  /** The level in the hierarchy, from 1; undefined where a code has none. */
  levelOf(code: string): number | undefined;
}
