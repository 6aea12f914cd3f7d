/** Every colour of the window, light and dark; no other file names one. Contrast was measured: text ≥ 4.5:1, control edges ≥ 3:1. */
export type Theme = 'light' | 'dark';

export type Tokens = Readonly<Record<TokenName, string>>;

const light = {
  primary: '#0B57B0',
  onPrimary: '#FFFFFF',
  link: '#0B57B0',
  error: '#B3121D',
  warning: '#8F4A00',
  success: '#1B6E4F',
  text: 'rgba(0,0,0,.88)',
  text2: 'rgba(0,0,0,.70)',
  text3: 'rgba(0,0,0,.62)',
  placeholder: 'rgba(0,0,0,.57)',
  disabled: 'rgba(0,0,0,.50)',
  border: '#8A8F98',
  line: '#DFE2E7',
  ground: '#F4F6F8',
  surface: '#FFFFFF',
  sunken: '#F8F9FB',
  raised: '#FFFFFF',
  hover: '#EEF2F7',
  selected: '#E1ECFA',
  infoGround: '#E9F1FC',
  successGround: '#E8F5EE',
  warningGround: '#FFF4E0',
  errorGround: '#FDECEC',
  bar: '#AFC8E6',
  barStrong: '#0072B2',
  shade: 'rgba(15,23,42,.14)',
  chipEdge: 'transparent',
  watermark: 'rgba(0,0,0,.05)',
} as const;

export type TokenName = keyof typeof light;

const dark: Tokens = {
  primary: '#5B9DF0',
  onPrimary: '#0E1116',
  link: '#7DB4F5',
  error: '#F2777F',
  warning: '#F0B060',
  success: '#5CC39B',
  text: 'rgba(255,255,255,.88)',
  text2: 'rgba(255,255,255,.74)',
  text3: 'rgba(255,255,255,.65)',
  placeholder: 'rgba(255,255,255,.58)',
  disabled: 'rgba(255,255,255,.50)',
  border: '#7A808A',
  line: '#2E3238',
  ground: '#0E1012',
  surface: '#141414',
  sunken: '#191B1E',
  raised: '#1D1F23',
  hover: '#22262B',
  selected: '#1B3049',
  infoGround: '#15273D',
  successGround: '#12291F',
  warningGround: '#33260F',
  errorGround: '#3A1719',
  bar: '#2E5378',
  barStrong: '#4AA3DF',
  shade: 'rgba(0,0,0,.55)',
  chipEdge: '#D0D5DD',
  watermark: 'rgba(255,255,255,.05)',
};

export const tokensOf: Readonly<Record<Theme, Tokens>> = { light, dark };

/** Alert levels look the same in both themes; the shape and the word stand beside the colour. */
export const levelColours = {
  red: { fill: '#B3121D', text: '#FFFFFF', edge: '#B3121D' },
  orange: { fill: '#E06C00', text: '#1F1F1F', edge: '#9A4A00' },
  yellow: { fill: '#F7CE2A', text: '#1F1F1F', edge: '#7A5C00' },
  blue: { fill: '#1B63C6', text: '#FFFFFF', edge: '#1B63C6' },
  ok: { fill: '#1B6E4F', text: '#FFFFFF', edge: '#1B6E4F' },
  none: { fill: '#5C6470', text: '#FFFFFF', edge: '#5C6470' },
} as const;

/** Chart series; never alert colours. */
export const seriesOf: Readonly<Record<Theme, readonly string[]>> = {
  light: ['#0072B2', '#009E73', '#CC79A7', '#4B3F8F', '#6B7280', '#8C564B'],
  dark: ['#4AA3DF', '#7FD6B8', '#CC79A7', '#D6CCF2', '#7A66C2', '#B0567F'],
};

/** The faces of the type, in order of preference; fonts differ between Windows, UOS and Kylin. */
export const fontStack = '"Microsoft YaHei UI", "PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", sans-serif';

/** Puts a theme's colours on the page as CSS variables (`--primary`, `--text3` …). */
export function applyTokens(theme: Theme, fontSize: number): void {
  const root = document.documentElement;
  root.dataset['theme'] = theme;
  root.style.colorScheme = theme;
  for (const [name, value] of Object.entries(tokensOf[theme])) root.style.setProperty(`--${name}`, value);
  for (const [level, { fill, text, edge }] of Object.entries(levelColours)) {
    root.style.setProperty(`--level-${level}`, fill);
    root.style.setProperty(`--level-${level}-text`, text);
    root.style.setProperty(`--level-${level}-edge`, theme === 'dark' ? dark.chipEdge : edge);
  }
  root.style.setProperty('--font', fontStack);
  root.style.setProperty('--size', `${fontSize}px`);
}
