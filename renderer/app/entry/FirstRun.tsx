import { Button } from 'antd';
import { useEffect, useState } from 'react';
import type { JiadiError } from '../../../contract/errors.ts';
import { samplePassword, sampleWorkspace } from '../../../contract/sample.ts';
import { useT, useTDynamic } from '../../ui/appearance.tsx';
import { Icon, type IconName } from '../../ui/icons.tsx';
import { JobCard } from '../../ui/Progress.tsx';
import { ErrorPanel } from '../../ui/states.tsx';
import { asError, useJob } from '../engine.ts';
import { type DefaultWorkspace, shell } from '../shell.ts';
import { Entry } from './Entry.tsx';
import { Wizard } from './Wizard.tsx';

interface Props {
  readonly place: DefaultWorkspace | null;
  readonly problem: JiadiError | null;
  readonly onDone: () => void;
  readonly onBack: (() => void) | null;
}

/** The very first screen: sample, new, or existing workspace. */
export function FirstRun({ place, problem, onDone, onBack }: Props) {
  const t = useT();
  const dynamic = useTDynamic();
  const [wizard, setWizard] = useState(false);
  const [failed, setFailed] = useState<JiadiError | null>(problem);
  const create = useJob('workspace.createSample');
  const signIn = useJob('workspace.signIn', 'sample');
  const open = useJob('workspace.openFolder');
  const openSample = async (): Promise<void> => {
    const folder = place ?? (await shell.defaultWorkspace());
    const opened = folder.exists
      ? await open.run({ folder: folder.grant })
      : await create.run({ folder: folder.grant }, sampleWorkspace.name);
    // the password of the sample's people is no secret: whoever asked for the sample goes straight to work
    if (opened && !folder.exists) await signIn.run({ account: 'wang', password: samplePassword });
    if (opened) onDone();
  };
  const openOther = async (): Promise<void> => {
    const folder = await shell.openFolder({ purpose: 'workspace-open' });
    if (folder && (await open.run({ folder: folder.grant }))) onDone();
  };
  const attempt = (work: () => Promise<void>) => (): void => {
    setFailed(null);
    work().catch((error: unknown) => setFailed(asError(error)));
  };
  useEffect(() => {
    if (place?.wanted && !place.exists && !onBack) attempt(openSample)();
    // once, when the screen appears
    // eslint-disable-next-line react/exhaustive-deps
  }, []);
  if (wizard) return <Wizard onBack={() => setWizard(false)} onDone={onDone} />;
  const busy = create.running || open.running;
  const error = failed ?? create.error ?? open.error;
  return (
    <Entry wide>
      <h1>{t('first.title')}</h1>
      <p className="ui-muted">{t('first.intro')}</p>
      <div className="choices">
        <Choice icon="home" title={t('first.sample')} hint={t('first.sampleHint')} disabled={busy} onClick={attempt(openSample)} primary />
        <Choice icon="plus" title={t('first.new')} hint={t('first.newHint')} disabled={busy} onClick={() => setWizard(true)} />
        <Choice icon="folder" title={t('first.open')} hint={t('first.openHint')} disabled={busy} onClick={attempt(openOther)} />
      </div>
      {create.running && create.job && (
        <JobCard
          work={{
            ...create.job,
            title: t('first.preparing'),
            phase: create.job.progress ? dynamic(`phase.${create.job.progress.phase}`) : '',
          }}
        />
      )}
      {error && <ErrorPanel error={error} />}
      {onBack && (
        <Button type="link" onClick={onBack}>
          {t('ui.back')}
        </Button>
      )}
    </Entry>
  );
}

function Choice(props: {
  readonly icon: IconName;
  readonly title: string;
  readonly hint: string;
  readonly disabled: boolean;
  readonly primary?: boolean;
  readonly onClick: () => void;
}) {
  return (
    <button type="button" className={props.primary ? 'choice choice-primary' : 'choice'} disabled={props.disabled} onClick={props.onClick}>
      <Icon name={props.icon} size={24} />
      <span>
        <b>{props.title}</b>
        <small>{props.hint}</small>
      </span>
    </button>
  );
}
