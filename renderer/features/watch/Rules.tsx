import { Button } from 'antd';
import type { WatchRule } from '../../../contract/methods/watch.ts';
import { useCommand } from '../../app/engine.ts';
import { hrefOf } from '../../app/router.ts';
import { useAppearance, useT } from '../../ui/appearance.tsx';
import { describeCode } from '../../ui/error-words.ts';
import { formatTime } from '../../ui/format.ts';
import { Card, Chip, IconButton } from '../../ui/parts.tsx';
import { ErrorPanel } from '../../ui/states.tsx';

interface Props {
  readonly rules: readonly WatchRule[];
  readonly editable: boolean;
  readonly onEdit: (rule: WatchRule) => void;
  readonly onRemove: (rule: WatchRule) => void;
}

/** Which files of which folder go where, and how that is going. */
export function Rules({ rules, editable, onEdit, onRemove }: Props) {
  const t = useT();
  const change = useCommand('watch.change');
  return (
    <Card title={t('watch.rules')} flush>
      {change.error && <ErrorPanel error={change.error} onClose={change.clear} />}
      <div className="table-scroll">
        <table className="ui-table">
          <thead>
            <tr>
              <th>{t('watch.folder')}</th>
              <th>{t('watch.pattern')}</th>
              <th>{t('watch.dataset')}</th>
              <th>{t('watch.state')}</th>
              <th>{t('watch.lookedAt')}</th>
              <th>{t('watch.by')}</th>
              {editable && <th>{t('watch.actions')}</th>}
            </tr>
          </thead>
          <tbody>
            {rules.map((rule) => (
              <tr key={rule.id}>
                <td className="watch-path">{rule.folder}</td>
                <td className="ui-mono">{rule.pattern}</td>
                <td>
                  <a href={hrefOf(`/datasets/${encodeURIComponent(rule.dataset)}/overview`)}>{rule.datasetName}</a>
                </td>
                <td>
                  <State rule={rule} />
                </td>
                <td className="ui-muted">{rule.lookedAt === null ? t('watch.notYet') : formatTime(rule.lookedAt)}</td>
                <td>{rule.by}</td>
                {editable && (
                  <td>
                    <span className="ui-actions">
                      <Button size="small" disabled={change.busy} onClick={() => void change.run({ rule: rule.id, paused: !rule.paused })}>
                        {t(rule.paused ? 'watch.resume' : 'watch.pause')}
                      </Button>
                      <Button size="small" onClick={() => onEdit(rule)}>
                        {t('watch.edit')}
                      </Button>
                      <IconButton icon="close" size={12} label={t('watch.remove')} onClick={() => onRemove(rule)} />
                    </span>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function State({ rule }: { readonly rule: WatchRule }) {
  const t = useT();
  const { language } = useAppearance();
  if (rule.paused) return <Chip>{t('watch.paused')}</Chip>;
  if (rule.problem)
    return (
      <>
        <Chip tone="bad">{t('watch.problem')}</Chip> <small>{describeCode(language, rule.problem.code, rule.problem.params)}</small>
      </>
    );
  return (
    <>
      <Chip tone="good">{t('watch.watching')}</Chip>
      {rule.arriving > 0 && <small> {t('watch.arriving', { count: rule.arriving })}</small>}
    </>
  );
}
