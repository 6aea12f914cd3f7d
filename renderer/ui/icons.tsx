import type { ReactNode } from 'react';

/** Line icons on a 16-unit square, drawn for this program. */
const paths = {
  home: <path d="M2.5 7.5 8 3l5.5 4.5M4 6.8V13h8V6.8M6.7 13V9.5h2.6V13" />,
  table: <path d="M2.5 3.5h11v9h-11zM2.5 6.5h11M2.5 9.5h11M6.5 6.5v6" />,
  database: (
    <path d="M8 2.500c3 0 5.500.900 5.500 2S11 6.500 8 6.500 2.500 5.600 2.500 4.500 5 2.500 8 2.500M2.500 4.500v7c0 1.100 2.500 2 5.500 2s5.500-.900 5.500-2v-7M2.500 8c0 1.100 2.500 2 5.500 2s5.500-.900 5.500-2" />
  ),
  intake: <path d="M8 2.5v7M5 6.8 8 9.8l3-3M2.5 10.5v3h11v-3" />,
  rules: <path d="M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.6M2.5 8h.6M2.5 12h.6" />,
  check: <path d="m3 8.5 3.2 3.2L13 4.8" />,
  quality: <path d="M8 2.3 13 4v4c0 3-2.2 4.9-5 5.7C5.2 12.900 3 11 3 8V4zM5.800 8l1.600 1.600L10.400 6.500" />,
  issue: <path d="M4 2.500h8v11H4zM6 5.500h4M6 8h4M6 10.500h2.500" />,
  match: <path d="M6 5.500a3.200 3.200 0 1 1 0 5M10 5.500a3.200 3.200 0 1 0 0 5" />,
  catalog: <path d="M2.500 3.500h4l1.200 1.500h5.800v7.500h-11zM2.500 7h11" />,
  lifecycle: <path d="M13 8a5 5 0 0 1-9 3M3 8a5 5 0 0 1 9-3M12.200 2.500V5H9.700M3.800 13.500V11h2.500" />,
  chart: <path d="M3 13V7M6.500 13V3.500M10 13V9M13.500 13V5.500" />,
  sync: <path d="M4.500 2.500v8M2.500 8.500l2 2.500 2-2.500M11.500 13.500v-8M9.500 7.500l2-2.500 2 2.500" />,
  review: <path d="M10.500 2.800 13 5.300 6 12.300l-3 .6.600-3zM9 13.500h4.500" />,
  report: <path d="M4 2.500h5.500L12 5v8.500H4zM9.500 2.500V5H12M6 8h4M6 10.500h4" />,
  settings: <path d="M3 4.500h6M12 4.500h1M3 11.500h1M7 11.500h6M9 3v3h2.500V3zM4.200 10v3h2.500v-3z" />,
  users: (
    <path d="M6 8a2.300 2.300 0 1 0 0-4.600A2.300 2.300 0 0 0 6 8M2 13c.2-2.300 1.800-3.500 4-3.500s3.800 1.200 4 3.500M10.500 3.600a2.200 2.200 0 0 1 0 4.200M11.500 9.700c1.500.4 2.400 1.600 2.500 3.300" />
  ),
  audit: (
    <path d="M4 2.500h8v5M4 2.500v11h4M6 5.500h4M6 8h2M11 13.500a2.200 2.200 0 1 0 0-4.400 2.200 2.200 0 0 0 0 4.400M12.600 12.900l1.400 1.400" />
  ),
  search: <path d="M7 11.500a4.500 4.500 0 1 0 0-9 4.500 4.500 0 0 0 0 9M10.300 10.300l3.200 3.200" />,
  lock: <path d="M4 7.500h8v6H4zM5.500 7.500V5.200a2.500 2.500 0 0 1 5 0v2.300" />,
  eye: (
    <path d="M1.800 8C3.200 5.400 5.400 4 8 4s4.800 1.400 6.200 4c-1.400 2.600-3.600 4-6.200 4S3.200 10.600 1.800 8M8 9.800a1.800 1.800 0 1 0 0-3.600 1.800 1.800 0 0 0 0 3.600" />
  ),
  sun: (
    <path d="M8 10.600a2.600 2.600 0 1 0 0-5.200 2.600 2.600 0 0 0 0 5.200M8 1.800v1.400M8 12.800v1.400M1.800 8h1.400M12.800 8h1.400M3.600 3.600l1 1M11.400 11.400l1 1M12.400 3.600l-1 1M4.600 11.400l-1 1" />
  ),
  moon: <path d="M13 9.300A5.400 5.400 0 0 1 6.700 3 5.400 5.400 0 1 0 13 9.300" />,
  screen: <path d="M2.500 3.500h11v7.500h-11zM6 13.500h4M8 11v2.500" />,
  inbox: <path d="M2.500 9.500 4.300 3.500h7.400l1.800 6v3.500h-11zM2.500 9.500h3.300l.7 1.500h3l.7-1.500h3.300" />,
  filter: <path d="M2.500 3.500h11L9.500 8.300v4.200l-3 1V8.300z" />,
  alert: <path d="M8 2.500 14 13H2zM8 6.500v3M8 11.200v.3" />,
  info: <path d="M8 13.500a5.500 5.500 0 1 0 0-11 5.500 5.500 0 0 0 0 11M8 7.300v3.500M8 5.200v.3" />,
  more: <path d="M3.500 8h.1M8 8h.1M12.500 8h.1" strokeWidth={2} />,
  down: <path d="m4 6 4 4 4-4" />,
  up: <path d="m4 10 4-4 4 4" />,
  left: <path d="m10 4-4 4 4 4" />,
  right: <path d="m6 4 4 4-4 4" />,
  close: <path d="m4 4 8 8M12 4l-8 8" />,
  plus: <path d="M8 3v10M3 8h10" />,
  trash: <path d="M3 4.500h10M6.500 4.500v-2h3v2M4.500 4.500l.5 9h6l.5-9" />,
  export: <path d="M8 9.800v-7M5 5.300l3-3 3 3M2.500 10.500v3h11v-3" />,
  print: <path d="M4.500 6V2.500h7V6M4.500 11h-2V6h11v5h-2M4.500 9.500h7v4h-7z" />,
  clock: <path d="M8 13.500a5.500 5.500 0 1 0 0-11 5.500 5.500 0 0 0 0 11M8 5v3l2 1.500" />,
  user: <path d="M8 8a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5M3 13.500c.300-2.600 2.200-4 5-4s4.700 1.400 5 4" />,
  sidebar: <path d="M2.500 3h11v10h-11zM6 3v10" />,
  pin: <path d="M6 2.500h4l-.5 4 2 2.500h-7l2-2.500zM8 9v4.500" />,
  columns: <path d="M2.500 3h3v10h-3zM6.500 3h3v10h-3zM10.500 3h3v10h-3z" />,
  key: <path d="M5.500 10.500a2.700 2.700 0 1 0 0-5.400 2.700 2.700 0 0 0 0 5.400M8.200 7.800h5.300v2.200M11 7.800v1.700" />,
  file: <path d="M4 2.500h5.500L12 5v8.500H4zM9.500 2.500V5H12" />,
  folder: <path d="M2.500 3.500h4l1.200 1.500h5.800v7.500h-11z" />,
} as const satisfies Readonly<Record<string, ReactNode>>;

export type IconName = keyof typeof paths;

/** An icon in the colour of the text; it says nothing to a screen reader. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      className="ui-icon"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.25}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {paths[name]}
    </svg>
  );
}
