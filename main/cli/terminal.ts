import type { TaskProgress } from '../../base/jobs/index.ts';
import { type JiadiError } from '../../contract/errors.ts';
import { Pace, type Speed } from '../../contract/pace.ts';
import { errorSentence, type Language, t, tDynamic, type TextKey, type TextParams } from '../../contract/text/index.ts';

/** Where the command line writes: results to stdout, everything for people to stderr. */
export interface Terminal {
  readonly language: Language;
  readonly signal: AbortSignal;
  /** One line of result. */
  out(line: string): void;
  /** One line for people. */
  say(line: string): void;
  /** A sentence in the person's language. */
  t(key: TextKey, params?: TextParams): string;
  /** Shows how far work has come: a bar on a terminal, a plain line now and then otherwise. */
  progress(progress: TaskProgress): void;
  /** Ends a progress bar. */
  settle(): void;
  /** The sentence of an expected error. */
  sentence(error: JiadiError): string;
}

const BAR = 24;
const PLAIN_EVERY_MS = 2_000;

/** The language of people at this terminal: `--lang`, then JIADI_LANG, then an English LANG; otherwise Chinese. */
export function languageOf(flag: string | undefined, env: Readonly<Record<string, string | undefined>>): Language {
  const wanted = flag ?? env.JIADI_LANG ?? (/^en/i.test(env.LC_ALL ?? env.LANG ?? '') ? 'en' : 'zh-CN');
  return wanted.startsWith('en') ? 'en' : 'zh-CN';
}

/** A terminal on the process's own streams. */
export function createTerminal(language: Language, signal: AbortSignal, nowMs: () => number): Terminal {
  const { stdout, stderr } = process;
  const bar = stderr.isTTY === true;
  let phase = '';
  let pace = new Pace();
  let shownMs = Number.NEGATIVE_INFINITY;
  let drawn = false;

  const line = (p: TaskProgress, { perSecond, secondsLeft }: Speed): string => {
    const unit = t(language, `cli.${p.unit}`);
    const share = p.total ? Math.min(1, p.done / p.total) : null;
    const filled =
      share === null
        ? ''
        : `${'█'.repeat(Math.round(share * BAR))}${'░'.repeat(BAR - Math.round(share * BAR))} ${Math.floor(share * 100)}% `;
    const rate = perSecond === null ? '' : ` · ${Math.round(perSecond).toLocaleString('en-US')} ${unit}/s`;
    const eta = secondsLeft === null ? '' : ` · ${t(language, 'cli.eta', { seconds: Math.ceil(secondsLeft) })}`;
    return `${tDynamic(language, `cli.phase.${p.phase}`)} ${filled}${p.done.toLocaleString('en-US')} ${unit}${rate}${eta}`;
  };

  const terminal: Terminal = {
    language,
    signal,
    out: (text) => void stdout.write(`${harmless(text)}\n`),
    say: (text) => {
      terminal.settle();
      stderr.write(`${harmless(text)}\n`);
    },
    t: (key, params) => t(language, key, params),
    progress: (p) => {
      if (p.phase !== phase) {
        phase = p.phase;
        shownMs = bar ? Number.NEGATIVE_INFINITY : nowMs();
      }
      const speed = pace.at(nowMs(), p);
      if (nowMs() - shownMs < (bar ? 100 : PLAIN_EVERY_MS)) return;
      shownMs = nowMs();
      stderr.write(bar ? `\r\u001b[2K${line(p, speed)}` : `${line(p, speed)}\n`);
      drawn = bar;
    },
    settle: () => {
      if (drawn) stderr.write('\r\u001b[2K');
      drawn = false;
      phase = '';
      pace = new Pace();
    },
    sentence: (error) => `${error.code}: ${errorSentence(language, error.code, error.params)}`,
  };
  return terminal;
}

/** Longest cell of a table; a header that a broken file made of all its text would fill the screen for ever. */
const CELL_MAX = 160;
const PICTURES = 0x2400;

/** A text of strangers as a terminal may have it: signs that would steer it are drawn, line ends and tabs stay. JSON has none of them. */
export function harmless(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0008\u000b-\u001f]/g, (sign) => String.fromCharCode(PICTURES + sign.charCodeAt(0)));
}

/** A cell on one line, not longer than a person reads. */
function cellText(text: string): string {
  const line = harmless(text.replace(/\r\n|[\n\r]/g, '↵').replaceAll('\t', ' ')).replaceAll('\u009b', '␛');
  return line.length > CELL_MAX ? `${line.slice(0, CELL_MAX)}…` : line;
}

/** Columns of text, aligned as a terminal shows them: a Han character is two wide. */
export function table(rows: readonly (readonly string[])[]): readonly string[] {
  const cells = rows.map((row) => row.map(cellText));
  const widths = (cells[0] ?? []).map((_, c) => Math.max(...cells.map((row) => width(row[c] ?? ''))));
  return cells.map((row) =>
    row
      .map((cell, c) => cell + ' '.repeat((widths[c] ?? 0) - width(cell)))
      .join('  ')
      .trimEnd(),
  );
}

function width(text: string): number {
  let w = 0;
  for (const char of text)
    w += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u.test(char)
      ? 2
      : 1;
  return w;
}
