import { Button, Modal } from 'antd';
import type { EncodingTrial, WantedShape } from '../../../contract/methods/datasets.ts';
import { useQuery } from '../../app/engine.ts';
import { useT } from '../../ui/appearance.tsx';
import { formatCount, formatShare } from '../../ui/format.ts';
import { Chip } from '../../ui/parts.tsx';
import { Load } from '../../ui/states.tsx';

interface Props {
  readonly file: string;
  readonly wanted: WantedShape;
  readonly inUse: string;
  readonly onChoose: (encoding: string) => void;
}

const columnsShown = 6;

/** The same rows under each likely encoding, side by side: a person sees at once which of them is language. */
export function Encodings({ file, wanted, inUse, onChoose }: Props) {
  const t = useT();
  const trials = useQuery('intake.encodings', { file, wanted });
  return (
    <>
      <p className="ui-muted">{t('intake.compareHint')}</p>
      <Load of={trials}>
        {(data) => (
          <div className="intake-trials">
            {data.map((trial) => (
              <Trial key={trial.name} trial={trial} inUse={trial.name === inUse} onChoose={onChoose} />
            ))}
          </div>
        )}
      </Load>
    </>
  );
}

/** The comparison in a dialog, for those who ask for it. */
export function EncodingsDialog({ onClose, ...props }: Props & { readonly onClose: () => void }) {
  const t = useT();
  return (
    <Modal open title={t('intake.compareTitle')} footer={null} onCancel={onClose} width="min(1200px, 94vw)">
      <Encodings {...props} />
    </Modal>
  );
}

function Trial({
  trial,
  inUse,
  onChoose,
}: {
  readonly trial: EncodingTrial;
  readonly inUse: boolean;
  readonly onChoose: (encoding: string) => void;
}) {
  const t = useT();
  const name = trial.name.toUpperCase();
  const shown = trial.columns.slice(0, columnsShown);
  return (
    <section className={inUse ? 'intake-trial intake-trial-on' : 'intake-trial'} aria-label={name}>
      <header>
        <h3>{name}</h3>
        <Chip>{t('intake.sampleConfidence', { share: formatShare(Math.round(trial.confidence * 100), 100) })}</Chip>
        {trial.undecodable > 0 ? (
          <Chip tone="bad" icon="alert">
            {t('intake.undecodable', { count: formatCount(trial.undecodable) })}
          </Chip>
        ) : (
          <Chip tone="good">{t('intake.allDecodable')}</Chip>
        )}
      </header>
      <div className="intake-trial-rows" tabIndex={0} role="region" aria-label={t('intake.previewLabel', { name })}>
        <table className="ui-table">
          <thead>
            <tr>
              {shown.map((column, c) => (
                // eslint-disable-next-line react/no-array-index-key -- wrongly decoded names may repeat
                <th key={c} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {trial.rows.map((row, r) => (
              // eslint-disable-next-line react/no-array-index-key
              <tr key={r}>
                {shown.map((_, c) => (
                  // eslint-disable-next-line react/no-array-index-key
                  <td key={c}>{row[c] ?? ''}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {inUse ? (
        <Chip tone="info">{t('intake.encodingInUse')}</Chip>
      ) : (
        <Button onClick={() => onChoose(trial.name)}>{t('intake.useEncoding', { name })}</Button>
      )}
    </section>
  );
}
