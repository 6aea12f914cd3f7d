import type { Filter } from '../../../contract/methods/datasets.ts';
import type { Rule } from '../../../contract/methods/rules.ts';
import type { ColumnProfile, TableProfile } from '../model.ts';
import type { TableStructure } from '../structure/index.ts';

/** What a person can do about an alert: make a rule, map or clean the values, hide them, ask the unit, or just know it. */
export type AlertStep = 'rule' | 'map' | 'mask' | 'ask' | 'know';

/** Something about a column (or about the table) that a person should look at. */
export interface Alert {
  readonly code: AlertCode;
  /** Null: it concerns the table. */
  readonly column: string | null;
  /** Rows (or values) it concerns. */
  readonly count: number;
  /** The evidence: plain values for the sentence `alert.<code>` of `contract/text`. */
  readonly params: Readonly<Record<string, string | number>>;
  /** How the rows behind it are found, where a filter can. */
  readonly filter: Filter | null;
  readonly step: AlertStep;
  /** A rule that would find it in every batch, by kind and parameters; null where there is none. */
  readonly rule: AlertRule | null;
  /** Larger is graver; alerts of the same kind are ordered by their rows. */
  readonly weight: number;
}

/** A rule to be: its kind and parameters. */
export type AlertRule = Rule & { readonly kind: string };

export type AlertCode = (typeof alertCodes)[number];

/** Every code there is, the gravest first. */
export const alertCodes = [
  'semantic',
  'type',
  'digitsLost',
  'leadingZeros',
  'damagedCharacters',
  'slips',
  'glued',
  'units',
  'disagrees',
  'dependency',
  'infinite',
  'almostUnique',
  'future',
  'ancient',
  'default',
  'empty',
  'negatives',
  'outliers',
  'placeholders',
  'duplicates',
  'nearDuplicates',
  'mixed',
  'unseenCharacters',
  'fullWidth',
  'lineBreaks',
  'blanks',
  'nested',
  'oddPattern',
  'nulls',
  'missingTogether',
  'noKey',
  'zeros',
  'imbalance',
  'gap',
  'skewed',
  'correlated',
  'moving',
  'seasonal',
  'constant',
  'sensitive',
  'highCardinality',
  'uniform',
  'constantLength',
  'rareHan',
  'sequence',
  'unique',
  'longText',
  'estimated',
] as const;

/** What a kind of alert may look at. */
export interface AlertContext {
  readonly table: TableProfile;
  readonly structure: TableStructure | null;
  /** Today as ISO date, given by the caller. */
  readonly today: string;
  /** True for columns whose values are hidden: no value of theirs becomes evidence. */
  readonly hidden: (column: ColumnProfile) => boolean;
  /** The column as far as it may be told: evidence quotes values and limits of it alone. */
  readonly told: (column: ColumnProfile) => ColumnProfile;
}

/** What a kind found; count 0 is no finding. */
export interface Finding {
  readonly count: number;
  readonly params?: Alert['params'];
  readonly filter?: Filter | null;
  readonly rule?: AlertRule | null;
}

/** A kind of alert over one column. */
export interface ColumnAlert {
  readonly code: AlertCode;
  readonly step: AlertStep;
  /** Looks at a column that has at least one value. */
  find(column: ColumnProfile, context: AlertContext): Finding | null;
}

/** A kind of alert over the table or between columns. */
export interface TableAlert {
  readonly code: AlertCode;
  readonly step: AlertStep;
  find(context: AlertContext): readonly (Finding & { readonly column: string | null })[];
}
