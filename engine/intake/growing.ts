/** The profile of an import as it grows: with the names and meanings that its batch will have, and no value of a column that may be sensitive. */
import type { IntakeMemory } from '../../contract/methods/mapping.ts';
import type { JobContext } from '../context.ts';
import { type FactsSoFar, finishedColumn, isHidden, soFarOf } from '../profile/index.ts';
import type { Growing } from './import-work.ts';
import { columnAs, type SaidOfFile } from './mapping/index.ts';

/** Tells the caller of a job what is known so far; undefined where nobody listens. */
export function growingOf(context: JobContext, rename: SaidOfFile['rename'], corrected: IntakeMemory['columns']): Growing | undefined {
  const { tell } = context;
  return (
    tell && {
      soFar: ({ columns }, stretches) => {
        const [first] = stretches;
        const facts = columns.map(({ name, type }, i): FactsSoFar => {
          const semantic = first?.semantics[i] ?? null;
          const known = columnAs({ name, type, semantic }, rename, corrected);
          // a meaning that may not be confirmed hides values as one that is: nobody knows yet
          return { name: known.name, declared: known.type, isHidden: isHidden({ semantic }) || isHidden(known) };
        });
        tell({
          kind: 'soFar',
          ...soFarOf(
            stretches.map(({ part }) => part),
            facts,
          ),
        });
      },
      finished: ({ index, profile }, rows) => tell(finishedColumn({ index, profile: columnAs(profile, rename, corrected) }, rows, context)),
    }
  );
}
