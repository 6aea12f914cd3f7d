import { useEffect, useMemo, useState } from 'react';
import { wallMs } from './clock.ts';
import { useSession } from './session.tsx';
import { shell } from './shell.ts';
import { useAppearance, useT } from '../ui/appearance.tsx';
import { formatTime } from '../ui/format.ts';
import { tokensOf } from '../ui/tokens.ts';

/** Who looks at rows where and when, faint enough that text keeps its contrast. */
export function useWatermark() {
  const t = useT();
  const { user } = useSession();
  const { theme } = useAppearance();
  const [machine, setMachine] = useState('');
  useEffect(() => {
    void shell.info().then((info) => setMachine(info.machine));
  }, []);
  return useMemo(() => {
    const time = formatTime(new Date(wallMs()).toISOString());
    const words = t('rows.watermark', { name: user.name, account: user.account, machine, time });
    return { words, font: { color: tokensOf[theme].watermark, fontSize: 14 } };
  }, [t, user, machine, theme]);
}
