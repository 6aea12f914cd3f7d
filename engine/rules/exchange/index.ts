import { stringify } from 'yaml';
import { JiadiError } from '../../../contract/errors.ts';
import type { ExchangeFormat, RuleFormat } from '../../../contract/methods/rules.ts';
import { kindOf } from '../kinds/index.ts';
import type { RuleSpec } from '../rule.ts';
import { parseYaml } from '../written.ts';
import { frictionless } from './frictionless.ts';
import { gx } from './gx.ts';
import type { Exchange, Exported, Imported, Source, Tree } from './model.ts';
import { soda3 } from './soda3.ts';
import { soda4 } from './soda4.ts';

export type { Exported, Imported, Note, Source } from './model.ts';

/** Forms of rules that others use; a new one is a file and a line here. */
const exchanges: readonly Exchange[] = [gx, frictionless, soda3, soda4];

/** The form of a parsed file; `jiadi` when it is none of the others. */
export function formatOf(root: Tree): RuleFormat {
  return exchanges.find((one) => one.detect(root))?.id ?? 'jiadi';
}

const exchangeOf = (format: ExchangeFormat): Exchange => {
  const found = exchanges.find((one) => one.id === format);
  if (!found) throw new JiadiError('not-found', { what: 'format', name: format });
  return found;
};

/** A file in a form of others as rules of ours, with what became of each check; null for a file in our own form. */
export function readForeign(text: string, file: string, wanted?: RuleFormat): (Imported & { readonly format: ExchangeFormat }) | null {
  const { plain: root } = parseYaml(text, file);
  const format = wanted ?? formatOf(root);
  if (format === 'jiadi') return null;
  const exchange = exchangeOf(format);
  if (!exchange.detect(root)) throw new JiadiError('format-unsupported', { file, format });
  return { ...exchange.read(root, file), format };
}

/** The rules of an imported file as a rule set of ours. */
export function yamlOf({ name, nullLike, rules }: Pick<Imported, 'name' | 'nullLike' | 'rules'>): string {
  return stringify(
    { ruleSet: name, version: 1, ...(nullLike.length > 0 ? { nullLike } : {}), rules },
    { lineWidth: 0, aliasDuplicateObjects: false },
  );
}

/** Rules of ours in a form of others, with what became of each rule. */
export function writeForeign(source: Source, format: ExchangeFormat): Exported {
  return exchangeOf(format).write({ ...source, rules: source.rules.map(withoutIdle) });
}

/** A rule about one value or the whole table has no tolerance: what is written of one means nothing. */
function withoutIdle(spec: RuleSpec): RuleSpec {
  const grain = kindOf(spec.kind)?.grain;
  return grain === 'aggregate' || grain === 'whole' ? { ...spec, threshold: 1, maxFailures: null, warnAt: null, of: 'evaluated' } : spec;
}

/** The ending of files of a form. */
export const endingOf = (format: RuleFormat): 'json' | 'yml' => (format === 'jiadi' ? 'yml' : exchangeOf(format).ending);
