import { Button } from 'antd';
import { useState } from 'react';
import type { Preview } from '../../../contract/methods/datasets.ts';
import { goToDataset } from '../../app/dataset-place.tsx';
import { useT, useTDynamic } from '../../ui/appearance.tsx';
import { formatCount, formatTime } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';

type Warning = Preview['warnings'][number];

/** A file with many damaged columns must not push its preview out of sight. */
const shownMax = 6;

/** What to look at before the import: an earlier batch of the same bytes, how the file was read, and what happened to its values. */
export function Warnings({ preview }: { readonly preview: Preview }) {
  const t = useT();
  const [all, setAll] = useState(false);
  const { sameAs, warnings } = preview;
  if (warnings.length === 0 && !sameAs) return null;
  const shown = all ? warnings : warnings.slice(0, shownMax);
  return (
    <ul className="intake-warnings">
      {sameAs && (
        <li className="ui-note ui-note-warn">
          <Icon name="alert" /> {t('intake.same', { name: sameAs.datasetName, time: formatTime(sameAs.importedAt) })}
          <Button size="small" type="link" onClick={() => goToDataset(sameAs.dataset, 'overview', { batch: sameAs.batch })}>
            {t('intake.sameOpen')}
          </Button>
        </li>
      )}
      {shown.map((warning) => (
        <li key={`${warning.code} ${warning.column}`} className="ui-note ui-note-warn">
          <Icon name="alert" /> <Words warning={warning} />
        </li>
      ))}
      {shown.length < warnings.length && (
        <li>
          <Button size="small" type="link" onClick={() => setAll(true)}>
            {t('intake.warning.more', { count: warnings.length - shown.length })}
          </Button>
        </li>
      )}
    </ul>
  );
}

function Words({ warning }: { readonly warning: Warning }) {
  const t = useT();
  const dynamic = useTDynamic();
  const { code, column, sample, reads } = warning;
  return (
    <span>
      {dynamic(`intake.warning.${code}`, { count: formatCount(warning.count), column })}
      {sample !== null && (
        <span className="ui-mono"> {t(reads === null ? 'intake.warning.sample' : 'intake.warning.reads', { sample, reads })}</span>
      )}
    </span>
  );
}
