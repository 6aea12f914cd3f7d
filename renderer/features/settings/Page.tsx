import { Button, Radio, Segmented, Select } from 'antd';
import { useEffect, useState } from 'react';
import type { ShellOutput } from '../../../contract/shell.ts';
import { useCommand, useJob } from '../../app/engine.ts';
import { fontSizes, usePreferences } from '../../app/preferences.tsx';
import { useSession } from '../../app/session.tsx';
import { shell } from '../../app/shell.ts';
import { useToast } from '../../app/toasts.tsx';
import { useT } from '../../ui/appearance.tsx';
import { formatBytes, formatCount } from '../../ui/format.ts';
import { Card, Facts, Field } from '../../ui/parts.tsx';
import { Bar } from '../../ui/Progress.tsx';
import { ErrorPanel } from '../../ui/states.tsx';

const lockChoices = [5, 10, 15, 20, 30] as const;
const zooms = [0.8, 0.9, 1, 1.1, 1.25, 1.5, 2] as const;

/** Appearance, locking, the workspace itself, and what this program is. */
export function SettingsPage() {
  const { can } = useSession();
  return (
    <div className="settings">
      <Display />
      <Locking />
      {(can('workspace.maintain') || can('data.import')) && <Workspace />}
      <About />
    </div>
  );
}

function Display() {
  const t = useT();
  const { shell: settings, setShell, fontSize, dense } = usePreferences();
  const set = useCommand('settings.set');
  return (
    <Card title={t('settings.display')}>
      <div className="form">
        <Field label={t('settings.language')}>
          {(id) => (
            <Segmented
              id={id}
              value={settings.language}
              options={[
                { value: 'zh-CN', label: '中文' },
                { value: 'en', label: 'English' },
              ]}
              onChange={(language) => setShell({ language: language === 'en' ? 'en' : 'zh-CN' })}
            />
          )}
        </Field>
        <Field label={t('settings.theme')}>
          {(id) => (
            <Segmented
              id={id}
              value={settings.theme}
              options={(['light', 'dark', 'system'] as const).map((value) => ({ value, label: t(`frame.theme.${value}`) }))}
              onChange={(theme) => setShell({ theme })}
            />
          )}
        </Field>
        <Field label={t('settings.fontSize')}>
          {(id) => (
            <Segmented
              id={id}
              value={fontSize}
              options={fontSizes.map((value) => ({ value, label: String(value) }))}
              onChange={(value) => void set.run({ key: 'display.fontSize', value })}
            />
          )}
        </Field>
        <Field label={t('settings.density')}>
          {(id) => (
            <Radio.Group
              id={id}
              value={dense}
              options={[
                { value: false, label: t('settings.density.normal') },
                { value: true, label: t('settings.density.dense') },
              ]}
              onChange={(event) => void set.run({ key: 'display.dense', value: event.target.value === true })}
            />
          )}
        </Field>
        <Field label={t('settings.zoom')}>
          {(id) => (
            <Select
              id={id}
              className="settings-select"
              value={settings.zoom}
              options={[...new Set([...zooms, settings.zoom])]
                .sort((a, b) => a - b)
                .map((value) => ({ value, label: `${Math.round(value * 100)}%` }))}
              onChange={(zoom) => setShell({ zoom })}
            />
          )}
        </Field>
        {set.error && <ErrorPanel error={set.error} />}
      </div>
    </Card>
  );
}

function Locking() {
  const t = useT();
  const { shell: settings, setShell } = usePreferences();
  return (
    <Card title={t('settings.security')}>
      <div className="form">
        <Field label={t('settings.lockMinutes')} hint={t('settings.lockHint')}>
          {(id, said) => (
            <Select
              id={id}
              aria-describedby={said}
              className="settings-select"
              value={settings.lockMinutes}
              options={[...new Set<number>([...lockChoices, settings.lockMinutes])]
                .sort((a, b) => a - b)
                .map((value) => ({ value, label: t('settings.minutes', { count: value }) }))}
              onChange={(lockMinutes) => setShell({ lockMinutes })}
            />
          )}
        </Field>
        <p className="ui-muted">{t('settings.masking')}</p>
      </div>
    </Card>
  );
}

function Workspace() {
  const t = useT();
  const toast = useToast();
  const { status } = useSession();
  const snapshot = useJob('workspace.snapshot');
  const verify = useJob('workspace.verify');
  const take = async (): Promise<void> => {
    const made = await snapshot.run(undefined);
    if (made) toast({ text: t('settings.snapshotDone', { file: made.file, size: formatBytes(made.bytes) }) });
  };
  const result = verify.output;
  return (
    <Card title={t('settings.workspace')}>
      <div className="form">
        <Facts
          rows={[
            [t('settings.workspaceName'), status.name ?? ''],
            [t('settings.folder'), status.folder ?? ''],
          ]}
        />
        <div className="ui-actions">
          <Button loading={snapshot.running} onClick={() => void take()}>
            {t('settings.snapshot')}
          </Button>
          <Button loading={verify.running} onClick={() => void verify.run(undefined)}>
            {t('settings.verify')}
          </Button>
        </div>
        {verify.running && <Bar share={null} label={t('settings.verify')} />}
        {result?.clean === true && (
          <p role="status" className="ui-note ui-note-good">
            {t('settings.verifyClean', { count: formatCount(Object.values(result.checked).reduce((sum, count) => sum + count, 0)) })}
          </p>
        )}
        {result?.clean === false && (
          <div role="alert" className="ui-note ui-note-bad">
            <p>{t('settings.verifyProblems', { count: result.problems.length })}</p>
            <ul className="ui-mono">
              {result.problems.map((problem) => (
                <li key={`${problem.check}${problem.what}`}>
                  {problem.check} · {problem.what} · {problem.detail}
                </li>
              ))}
            </ul>
          </div>
        )}
        {(snapshot.error ?? verify.error) && <ErrorPanel error={(snapshot.error ?? verify.error) as NonNullable<typeof verify.error>} />}
      </div>
    </Card>
  );
}

function About() {
  const t = useT();
  const [info, setInfo] = useState<ShellOutput<'platform.info'> | null>(null);
  useEffect(() => {
    void shell.info().then(setInfo);
  }, []);
  return (
    <Card title={t('settings.about')}>
      <div className="form">
        {info && (
          <Facts
            rows={[
              [t('settings.version'), `${t('app.title')} ${info.appVersion}`],
              [t('settings.electron'), `Electron ${info.electron} · Chromium ${info.chrome} · ${info.platform} ${info.arch}`],
              [t('settings.machine'), info.machine],
              [t('settings.licence'), t('settings.licenceText')],
            ]}
          />
        )}
        <p className="ui-muted">{t('lock.banner')}</p>
      </div>
    </Card>
  );
}
