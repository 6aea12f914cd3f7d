import { Button } from 'antd';
import { useState } from 'react';
import type { Source } from '../../../contract/methods/sources.ts';
import { useActions } from '../../app/actions.ts';
import { useCommand, useQuery } from '../../app/engine.ts';
import { go } from '../../app/router.ts';
import { useSession } from '../../app/session.tsx';
import { useToast } from '../../app/toasts.tsx';
import { useT } from '../../ui/appearance.tsx';
import { formatCount, formatTime } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';
import { ListTable } from '../../ui/ListTable.tsx';
import { Chip, ConfirmDialog, IconButton } from '../../ui/parts.tsx';
import { EmptyState, ErrorPanel, Load } from '../../ui/states.tsx';
import { Toolbar } from '../../ui/Toolbar.tsx';
import { EditDialog } from './EditDialog.tsx';
import './sources.css';

type Dialog = { readonly kind: 'edit'; readonly source: Source | null } | { readonly kind: 'remove'; readonly source: Source } | null;

/** The databases that this workspace reads from. */
export function SourcesPage() {
  const t = useT();
  const { can } = useSession();
  const list = useQuery('sources.list', undefined);
  const [dialog, setDialog] = useState<Dialog>(null);
  const edit = can('source.edit');
  const browse = can('data.import');
  const add = (): void => setDialog({ kind: 'edit', source: null });
  useActions([
    { id: 'sources.new', title: t('sources.new'), keys: 'N', disabled: !edit, run: add },
    { id: 'refresh', title: t('ui.refresh'), keys: 'F5', menu: 'refresh', run: list.reload },
  ]);
  const open = (source: Source): void => {
    if (browse) go(`/sources/${source.id}`);
    else if (edit) setDialog({ kind: 'edit', source });
  };
  const newButton = (
    <Button type="primary" icon={<Icon name="plus" />} title="N" onClick={add}>
      {t('sources.new')}
    </Button>
  );
  return (
    <div className="ui-pane">
      <Load of={list}>
        {(sources) =>
          sources.length === 0 ? (
            <EmptyState
              icon={<Icon name="database" size={40} />}
              title={t('sources.empty')}
              hint={t('sources.emptyHint')}
              action={edit && newButton}
            />
          ) : (
            <div className="source-list">
              <Toolbar label={t('screen.sources')} actions={edit && newButton}>
                <span className="ui-muted">{t('sources.about')}</span>
              </Toolbar>
              <div className="ui-box">
                <List sources={sources} onOpen={open} onDialog={setDialog} />
              </div>
            </div>
          )
        }
      </Load>
      {dialog?.kind === 'edit' && (
        <EditDialog
          source={dialog.source}
          onClose={() => setDialog(null)}
          onSaved={(saved) => {
            setDialog(null);
            if (dialog.source === null && browse) go(`/sources/${saved.id}`);
          }}
        />
      )}
      {dialog?.kind === 'remove' && <RemoveDialog source={dialog.source} onClose={() => setDialog(null)} />}
    </div>
  );
}

interface ListProps {
  readonly sources: readonly Source[];
  readonly onOpen: (source: Source) => void;
  readonly onDialog: (dialog: Dialog) => void;
}

function List({ sources, onOpen, onDialog }: ListProps) {
  const t = useT();
  const { can } = useSession();
  const place = ({ host, port, database }: Source): string => `${host}:${port}${database === '' ? '' : `/${database}`}`;
  return (
    <ListTable
      label={t('screen.sources')}
      rows={sources}
      rowKey={({ id }) => id}
      onOpen={onOpen}
      columns={[
        { key: 'name', title: t('sources.name'), width: '2fr', sortBy: (row) => row.name, render: (row) => <b>{row.name}</b> },
        {
          key: 'protocol',
          title: t('sources.protocol'),
          width: 104,
          sortBy: (row) => row.protocol,
          render: (row) => t(`sources.protocol.${row.protocol}`),
        },
        {
          key: 'place',
          title: t('sources.address'),
          width: '2fr',
          sortBy: place,
          render: (row) => <span className="ui-mono">{place(row)}</span>,
        },
        { key: 'user', title: t('sources.user'), width: '1fr', sortBy: (row) => row.user, render: (row) => row.user },
        {
          key: 'tls',
          title: t('sources.tls'),
          width: 130,
          sortBy: (row) => row.tls,
          render: (row) => (
            <Chip tone={row.tls === 'require' ? 'good' : row.tls === 'off' ? 'warn' : 'plain'}>{t(`sources.tls.${row.tls}`)}</Chip>
          ),
        },
        {
          key: 'last',
          title: t('sources.lastImport'),
          width: 136,
          sortBy: (row) => row.lastImportAt,
          render: (row) =>
            row.lastImportAt === null ? <span className="ui-muted">{t('sources.never')}</span> : formatTime(row.lastImportAt),
        },
        {
          key: 'batches',
          title: t('sources.batches'),
          width: 72,
          align: 'right',
          sortBy: (row) => row.batches,
          render: (row) => formatCount(row.batches),
        },
        {
          key: 'actions',
          title: '',
          width: 120,
          align: 'right',
          render: (row) => (
            <>
              {can('data.import') && (
                <IconButton icon="intake" label={t('sources.openOf', { name: row.name })} onClick={() => onOpen(row)} />
              )}
              {can('source.edit') && (
                <>
                  <IconButton
                    icon="settings"
                    label={t('sources.editOf', { name: row.name })}
                    onClick={() => onDialog({ kind: 'edit', source: row })}
                  />
                  <IconButton
                    icon="trash"
                    label={t('sources.removeOf', { name: row.name })}
                    onClick={() => onDialog({ kind: 'remove', source: row })}
                  />
                </>
              )}
            </>
          ),
        },
      ]}
    />
  );
}

function RemoveDialog({ source, onClose }: { readonly source: Source; readonly onClose: () => void }) {
  const t = useT();
  const toast = useToast();
  const remove = useCommand('sources.remove');
  const confirm = async (): Promise<void> => {
    if (!(await remove.run({ source: source.id }))) return;
    toast({ text: t('sources.removed', { name: source.name }) });
    onClose();
  };
  return (
    <ConfirmDialog
      open
      danger
      title={t('sources.remove')}
      confirm={t('sources.remove')}
      busy={remove.busy}
      onConfirm={() => void confirm()}
      onCancel={onClose}
    >
      <p>{t('sources.removeSure', { name: source.name, count: source.batches })}</p>
      {remove.error && <ErrorPanel error={remove.error} />}
    </ConfirmDialog>
  );
}
