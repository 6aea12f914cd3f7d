import { JiadiError } from '../../contract/errors.ts';
import { passes, type SemanticLevel, type Semantics } from '../semantics/index.ts';

/** A ready check of one semantic, made once per rule and asked once per value; `unknown-kind` when there is no such semantic. */
export type SemanticTest = (semantic: string, level: SemanticLevel | null) => ((value: string) => boolean) | JiadiError;

/** The rules' view of the semantic kinds. */
export function semanticTest(semantics: Pick<Semantics, 'find' | 'checker'>): SemanticTest {
  return (id, level) => {
    if (!semantics.find(id)) return new JiadiError('unknown-kind', { kind: id, nearest: null });
    const check = semantics.checker(id, level ?? undefined);
    return (value) => passes(check(value));
  };
}
