import { Button } from 'antd';
import { useT } from '../../ui/appearance.tsx';

/** Says that somebody saved a newer version meanwhile, and lets the person choose. */
export function NewerVersion({
  version,
  onTake,
  onKeep,
}: {
  readonly version: number;
  readonly onTake: () => void;
  readonly onKeep: () => void;
}) {
  const t = useT();
  return (
    <div className="ui-note ui-note-warn ui-row" role="alert">
      {t('rules.newer', { version })}
      <Button size="small" onClick={onTake}>
        {t('rules.newer.take')}
      </Button>
      <Button size="small" onClick={onKeep}>
        {t('rules.newer.keep')}
      </Button>
    </div>
  );
}
