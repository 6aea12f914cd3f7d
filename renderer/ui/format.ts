import type { Language } from '../../contract/text/index.ts';

export { formatBytes } from '../../contract/text/bytes.ts';

const whole = new Intl.NumberFormat('zh-CN');
const pad = (n: number): string => String(n).padStart(2, '0');

/** 1234567 → 1,234,567. */
export const formatCount = (n: number): string => whole.format(Math.round(n));

/** A number as read by people: whole numbers in groups, others with at most `digits` decimals. */
export function formatNumber(n: number, digits = 2): string {
  return Number.isInteger(n) ? whole.format(n) : n.toLocaleString('zh-CN', { maximumFractionDigits: digits });
}

/** 1, 2, 3, 5 → 1–3、5: whole numbers in rising order. */
export function formatRanges(numbers: readonly number[], language: Language): string {
  const ranges: [number, number][] = [];
  for (const n of numbers) {
    const last = ranges.at(-1);
    if (last && n === last[1] + 1) last[1] = n;
    else ranges.push([n, n]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(language === 'zh-CN' ? '、' : ', ');
}

/** 12345678 → 1,234.6万 / 12.3 M. */
export function formatShort(n: number, language: Language): string {
  const steps =
    language === 'zh-CN'
      ? ([
          [1e8, '亿'],
          [1e4, '万'],
        ] as const)
      : ([
          [1e9, ' B'],
          [1e6, ' M'],
          [1e3, ' k'],
        ] as const);
  for (const [step, word] of steps)
    if (Math.abs(n) >= step) return `${(n / step).toLocaleString('zh-CN', { maximumFractionDigits: 1 })}${word}`;
  return whole.format(n);
}

/** A share in per cent that never rounds to perfection: 0.99998 → >99.99%, 0.00001 → <0.01%. */
export function formatShare(part: number, of: number): string {
  if (of === 0) return '—';
  const share = (part / of) * 100;
  if (part === of) return '100%';
  if (part === 0) return '0%';
  if (share > 99.99) return '>99.99%';
  if (share < 0.01) return '<0.01%';
  return `${share.toLocaleString('zh-CN', { maximumFractionDigits: share < 1 || share > 99 ? 2 : 1 })}%`;
}

/** A score 0..100 with one decimal, never rounded up to 100. */
export const formatScore = (score: number): string => (score === 100 ? '100' : (Math.floor(score * 10) / 10).toFixed(1));

const BEIJING_MS = 8 * 3_600_000;

/** ISO time → 2026-11-03 10:32 in Beijing, as in reports and schedules, whatever the machine's zone is set to. */
export function formatTime(iso: string, seconds = false): string {
  const ms = Date.parse(iso);
  if (Number.isNaN(ms)) return iso;
  return new Date(ms + BEIJING_MS)
    .toISOString()
    .slice(0, seconds ? 19 : 16)
    .replace('T', ' ');
}

/** 75 → 1:15. */
export function formatClock(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  const rest = `${pad(Math.floor((s % 3600) / 60))}:${pad(s % 60)}`;
  return s >= 3600 ? `${Math.floor(s / 3600)}:${rest}` : rest;
}

/** How long something took, with the unit that fits: 0.42 s, 12 s, 2 min 5 s. */
export function formatDuration(seconds: number, language: Language): string {
  const zh = language === 'zh-CN';
  if (seconds < 10) return `${seconds.toLocaleString('zh-CN', { maximumFractionDigits: seconds < 1 ? 2 : 1 })} ${zh ? '秒' : 's'}`;
  if (seconds < 60) return `${Math.round(seconds)} ${zh ? '秒' : 's'}`;
  const minutes = Math.floor(seconds / 60);
  return zh ? `${minutes} 分 ${Math.round(seconds % 60)} 秒` : `${minutes} min ${Math.round(seconds % 60)} s`;
}
