import { useCallback } from 'react';
import { JiadiError } from '../../contract/errors.ts';
import type { FileKind } from '../../contract/shell.ts';
import { useAppearance, useT } from '../ui/appearance.tsx';
import { describeError } from '../ui/error-words.ts';
import { formatBytes, formatCount } from '../ui/format.ts';
import { type Input, type JobState, useJob } from './engine.ts';
import { shell } from './shell.ts';
import { useToast } from './toasts.tsx';

type ExportMethod =
  | 'codes.export'
  | 'findings.export'
  | 'issues.export'
  | 'report.profile'
  | 'report.write'
  | 'rework.export'
  | 'rework.exportAnswers'
  | 'rows.export';

export interface Exporting<N extends ExportMethod> extends JobState<N> {
  /** Asks where to, writes there, and says so; the grant of the chosen file is filled in. */
  readonly save: (file: { readonly kind: FileKind; readonly name: string }, input: Omit<Input<N>, 'to'>) => Promise<void>;
}

/** Writing something to a file that the person chooses. */
export function useExport<N extends ExportMethod>(method: N): Exporting<N> {
  const t = useT();
  const toast = useToast();
  const { language } = useAppearance();
  const job = useJob(method);
  const { run } = job;
  const print = useCallback(
    async (page: string, to: string): Promise<number | null> => {
      try {
        return (await shell.printReport({ page, to })).bytes;
      } catch (error) {
        if (!(error instanceof JiadiError)) throw error;
        toast({ text: describeError(language, error), tone: 'bad' });
        return null;
      }
    },
    [toast, language],
  );
  const save = useCallback(
    async (file: { readonly kind: FileKind; readonly name: string }, input: Omit<Input<N>, 'to'>) => {
      const target = await shell.saveFile({ kind: file.kind, suggestedName: file.name });
      if (!target) return;
      const written = await run({ ...input, to: target.grant } as Input<N>, target.name);
      if (!written) return;
      const { rows } = written;
      // a PDF is printed by Electron main, from a page that the engine made
      const page = 'page' in written ? written.page : null;
      const printed = page === null ? null : await print(page, target.grant);
      if (page !== null && printed === null) return;
      const bytes = printed ?? written.bytes;
      const text =
        rows === undefined
          ? t('list.written', { file: target.name, bytes: formatBytes(bytes) })
          : t('list.writtenRows', { file: target.name, bytes: formatBytes(bytes), rows: formatCount(rows) });
      toast({ text, action: { word: t('list.showFile'), run: () => void shell.showExported({ grant: target.grant }) } });
    },
    [run, print, t, toast],
  );
  return { ...job, save };
}
