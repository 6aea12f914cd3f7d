import { type ReactNode, useState } from 'react';
import type { ReworkDiff } from '../../../contract/methods/issues.ts';
import type { Picked } from '../../../contract/shell.ts';
import { useJob } from '../../app/engine.ts';
import { shell } from '../../app/shell.ts';
import { RunningJob } from '../../app/RunningJob.tsx';
import { SheetIn } from './SheetIn.tsx';

/** Asks for a returned sheet, reads it and shows what it would bring; `view` is to be drawn where it is asked for. */
export function useTakeBack(issue?: string): { readonly choose: () => void; readonly running: boolean; readonly view: ReactNode } {
  const reading = useJob('rework.read', issue ?? '');
  const [found, setFound] = useState<{ readonly diff: ReworkDiff; readonly file: Picked } | null>(null);
  const read = async (): Promise<void> => {
    const [file] = await shell.openFiles({ kind: 'data', multiple: false });
    if (!file) return;
    const diff = await reading.run({ file: file.grant, ...(issue === undefined ? {} : { issue }) }, file.name);
    if (diff) setFound({ diff, file });
  };
  return {
    choose: () => void read(),
    running: reading.running,
    view: (
      <>
        <RunningJob of={reading} />
        {found && <SheetIn diff={found.diff} file={found.file} onClose={() => setFound(null)} />}
      </>
    ),
  };
}
