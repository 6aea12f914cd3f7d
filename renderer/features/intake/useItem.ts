import { useEffect } from 'react';
import type { WantedShape } from '../../../contract/methods/datasets.ts';
import { useQuery } from '../../app/engine.ts';
import { targetKey } from '../../app/intake-files.ts';
import type { IntakeItem } from '../../app/intake-item.ts';
import { useSession } from '../../app/session.tsx';
import { useSticky } from '../../app/sticky.ts';
import { type Target, targetFits } from '../../app/target.ts';
import { columnsOf, nameTwice, nothingSaid, type OwnColumns, saidOf, wishesOf } from './columns.ts';
import { type ImportInput, importInput, proposedTarget } from './model.ts';
import { columnsKey, noteFacts, wantedKey } from './queue.ts';

/** Everything that is known and said of an item before its import; `settled` items are not read any more. */
export function useItem(item: IntakeItem, settled: boolean) {
  const { user } = useSession();
  const file = item.file.grant;
  const [ownWanted, setWanted] = useSticky<WantedShape | null>(wantedKey(item.id), null);
  const [ownTarget, setTarget] = useSticky<Target | null>(targetKey(item.id), null);
  const [own, setOwn] = useSticky<OwnColumns>(columnsKey(item.id), nothingSaid);
  // the dataset whose memory counts: the first that was found, so that reading by its memory cannot lead to another one
  const [remembering, setRemembering] = useSticky<string | null>(`intake.remembering.${item.id}`, null);
  const [sheets, setSheets] = useSticky<readonly string[]>(`intake.sheets.${item.id}`, noSheets);
  const memory = useQuery('intake.memory', { dataset: remembering ?? '' }, { skip: remembering === null });
  const wanted = wishesOf(item, ownWanted, remembering === null ? undefined : memory.data, sheets);
  const preview = useQuery('intake.detect', { file, wanted }, { keep: true, skip: settled });
  const datasets = useQuery('datasets.list', undefined);
  const target = ownTarget ?? proposedTarget(item, preview.data?.suggestedDataset ?? remembering, datasets.data ?? [], user.unit);
  const found = preview.error === null && !preview.refreshing ? preview.data : undefined;
  useEffect(() => {
    if (!found) return;
    noteFacts(item.id, found);
    if (found.sheets.length > 0) setSheets(found.sheets);
  }, [found, item.id, setSheets]);
  const into = target.dataset;
  useEffect(() => {
    if (into !== null && (remembering === null || ownTarget !== null)) setRemembering(into);
  }, [into, remembering, ownTarget, setRemembering]);
  const mapping = useQuery(
    'intake.mapping',
    { file, wanted, dataset: into ?? '' },
    { keep: true, skip: settled || into === null || !preview.data },
  );
  const known = into === null ? null : (mapping.data ?? null);
  const columns = preview.data ? columnsOf(preview.data, known, own, remembering === null ? {} : (memory.data?.columns ?? {})) : [];
  const twice = nameTwice(columns);
  const mapped = into === null || (mapping.data !== undefined && mapping.error === null);
  const ready = preview.data !== undefined && preview.error === null && targetFits(target) && mapped && twice === null;
  return {
    wanted,
    /** The way of reading comes from the dataset's last file. */
    remembered: ownWanted === null && Object.keys(wanted).length > 0,
    setWanted,
    target,
    setTarget,
    preview,
    datasets: datasets.data ?? [],
    mapping: known,
    mappingError: into === null ? null : mapping.error,
    columns,
    twice,
    own,
    setOwn,
    ready,
    input: (): ImportInput => ({ ...importInput(file, wanted, target, false), ...saidOf(columns, own) }),
  };
}

const noSheets: readonly string[] = [];
