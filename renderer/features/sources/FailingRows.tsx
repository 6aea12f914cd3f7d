import { Button } from 'antd';
import { useEffect, useState } from 'react';
import type { JiadiError } from '../../../contract/errors.ts';
import type { InPlaceResult } from '../../../contract/methods/in-place.ts';
import { wallMs } from '../../app/clock.ts';
import { asError, call, type Output, useCommand, useQuery } from '../../app/engine.ts';
import { useReason } from '../../app/reason.ts';
import { RevealReason } from '../../app/RevealDialog.tsx';
import { hrefOf } from '../../app/router.ts';
import { useSession } from '../../app/session.tsx';
import { useToast } from '../../app/toasts.tsx';
import { useT } from '../../ui/appearance.tsx';
import { copyText } from '../../ui/clipboard.ts';
import { formatCount } from '../../ui/format.ts';
import { Chip } from '../../ui/parts.tsx';
import { Bar } from '../../ui/Progress.tsx';
import { EmptyState, ErrorPanel } from '../../ui/states.tsx';

const pageRows = 100;

type Page = Output<'inPlace.findings'>;

/** The first page, and those that were asked for after it; another token begins anew. */
function usePages(run: string, rule: string, share: string | null, reveal: string | null) {
  const [stopped, stop] = useState(false);
  const first = useQuery('inPlace.findings', { run, rule, share, limit: pageRows, reveal }, { skip: stopped });
  const [further, setFurther] = useState<{ readonly of: Page | undefined; readonly pages: readonly Page[] }>({ of: undefined, pages: [] });
  const [error, setError] = useState<JiadiError | null>(null);
  const [asking, setAsking] = useState<AbortController | null>(null);
  const pages = first.data === undefined ? [] : [first.data, ...(further.of === first.data ? further.pages : [])];
  const last = pages.at(-1);
  const more = async (): Promise<void> => {
    const abort = new AbortController();
    setAsking(abort);
    setError(null);
    try {
      const page = await call(
        'inPlace.findings',
        { run, rule, share, limit: pageRows, after: last?.next ?? null, reveal },
        { signal: abort.signal },
      );
      setFurther({ of: first.data, pages: [...pages.slice(1), page] });
    } catch (raw) {
      const found = asError(raw);
      if (found.code !== 'cancelled' && found.code !== 'superseded') setError(found);
    } finally {
      setAsking(null);
    }
  };
  return {
    rows: pages.flatMap((page) => page.rows),
    last,
    error: first.error ?? error,
    asking: asking !== null || (first.refreshing && first.data === undefined),
    stopped,
    stop: () => (asking === null ? stop(true) : asking.abort()),
    more: () => void more(),
    again: () => {
      setError(null);
      if (stopped) stop(false);
      else first.reload();
    },
  };
}

/** The rows that fail a rule, a page at a time, masked until somebody says why they are needed. */
export function FailingRows({
  run,
  result,
  share,
}: {
  readonly run: string;
  readonly result: InPlaceResult;
  /** The unit whose rows are wanted; null: all. */
  readonly share: string | null;
}) {
  const t = useT();
  const toast = useToast();
  const { can } = useSession();
  const reason = useReason();
  const [plain, setPlain] = useState<Output<'inPlace.reveal'> | null>(null);
  const [revealing, setRevealing] = useState(false);
  const { rows, last, error, asking, stopped, stop, more, again } = usePages(run, result.rule, share, plain?.token ?? null);
  // masked again when the time is over
  useEffect(() => {
    if (plain === null) return undefined;
    const timer = setTimeout(() => setPlain(null), Math.max(0, new Date(plain.until).getTime() - wallMs()));
    return () => clearTimeout(timer);
  }, [plain]);
  if (error) return <ErrorPanel error={error} onRetry={error.code === 'grant-expired' ? () => setPlain(null) : again} />;
  if (stopped || last === undefined)
    return stopped ? <Button onClick={again}>{t('inPlace.rowsOf')}</Button> : asking ? <Asking onStop={stop} /> : null;
  const names = last.columns.filter((name) => !last.key.includes(name));
  const cellOf = (row: Page['rows'][number], name: string): string | null => row.cells[last.columns.indexOf(name)] ?? null;
  const copy = (): void => {
    const lines = rows.map((row) => [...row.key, ...names.map((name) => cellOf(row, name))].map((cell) => flat(cell)).join('\t'));
    if (copyText([[...last.key, ...names].join('\t'), ...lines].join('\n'))) toast({ text: t('inPlace.copied') });
  };
  return (
    <div className="in-place-rows">
      <header className="ui-row">
        <strong>{t('inPlace.rowsOf')}</strong>
        <span role="status">{countWords(t, rows.length, last, share !== null)}</span>
        {share !== null && <OfUnit run={run} rule={result.rule} share={share} />}
        {last.unsteady && <Chip tone="warn">{t('inPlace.unsteady')}</Chip>}
        <span className="ui-muted">{reason(last.reason)}</span>
        <span className="in-place-acts">
          {can('data.reveal') && last.sensitive.length > 0 && plain === null && (
            <Button size="small" onClick={() => setRevealing(true)}>
              {t('rows.reveal')}
            </Button>
          )}
          <Button size="small" disabled={rows.length === 0} onClick={copy}>
            {t('inPlace.copyRows')}
          </Button>
        </span>
      </header>
      {rows.length === 0 ? (
        <EmptyState small title={t('inPlace.rowsNone')} />
      ) : (
        <div className="in-place-table" tabIndex={0} role="region" aria-label={t('inPlace.rowsOf')}>
          <table className="ui-table">
            <thead>
              <tr>
                {[...last.key, ...names].map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, r) => (
                // without a key nothing tells rows apart but their place
                // eslint-disable-next-line react/no-array-index-key
                <tr key={r}>
                  {last.key.map((name, i) => (
                    <Cell key={name} value={row.key[i] ?? null} />
                  ))}
                  {names.map((name) => (
                    <Cell key={name} value={cellOf(row, name)} />
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {asking ? (
        <Asking onStop={stop} />
      ) : (
        last.next !== null && <Button onClick={more}>{t('inPlace.rowsMore', { count: pageRows })}</Button>
      )}
      {revealing && <Reveal run={run} rule={result.rule} onClose={() => setRevealing(false)} onToken={setPlain} />}
    </div>
  );
}

const flat = (cell: string | null): string => (cell ?? '').replace(/[\t\r\n]+/g, ' ');

function countWords(t: ReturnType<typeof useT>, shown: number, { total: left, waived, next, kept }: Page, ofUnit: boolean): string {
  // what is waived is among the rows that the server finds; of one unit nobody counted it
  const total = kept || ofUnit ? left : left + waived;
  const said = { shown: formatCount(shown), total: formatCount(total) };
  if (waived > 0 && !kept) return `${t('inPlace.rowsShown', said)}${t('inPlace.rowsWaived', { count: formatCount(waived) })}`;
  if (kept) return t('inPlace.rowsKept', said);
  if (next === null && shown !== total) return t('inPlace.rowsChanged', said);
  return t('inPlace.rowsShown', said);
}

/** Says that only the rows of a unit are shown, and leads back to all. */
function OfUnit({ run, rule, share }: { readonly run: string; readonly rule: string; readonly share: string }) {
  const t = useT();
  return (
    <>
      <Chip tone="info">{share === '' ? t('inPlace.ofNobody') : t('inPlace.ofUnit', { unit: share })}</Chip>
      <a href={hrefOf(`/in-place/${encodeURIComponent(run)}`, { rule })}>{t('inPlace.allUnits')}</a>
    </>
  );
}

function Cell({ value }: { readonly value: string | null }) {
  const t = useT();
  return <td className={value === null ? 'ui-cell-null' : undefined}>{value ?? t('ui.grid.null')}</td>;
}

function Asking({ onStop }: { readonly onStop: () => void }) {
  const t = useT();
  return (
    <div className="in-place-asking">
      <Bar share={null} label={t('inPlace.rowsAsking')} />
      <span className="ui-muted">{t('inPlace.rowsAsking')}</span>
      <Button size="small" onClick={onStop}>
        {t('sources.stop')}
      </Button>
    </div>
  );
}

interface RevealProps {
  readonly run: string;
  readonly rule: string;
  readonly onClose: () => void;
  readonly onToken: (given: Output<'inPlace.reveal'>) => void;
}

function Reveal({ run, rule, onClose, onToken }: RevealProps) {
  const t = useT();
  const reveal = useCommand('inPlace.reveal');
  const onReveal = async (reason: string) => {
    const given = await reveal.run({ run, rule, reason });
    if (given) onToken(given);
    return given ?? null;
  };
  return <RevealReason hint={t('inPlace.revealHint')} busy={reveal.busy} error={reveal.error} onReveal={onReveal} onClose={onClose} />;
}
