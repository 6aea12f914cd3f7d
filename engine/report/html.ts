import type { Language } from '../../contract/text/index.ts';

/** A piece of HTML; everything else that is put into `html` is escaped. */
export interface Html {
  readonly html: string;
}

type Piece = Html | string | number | null | undefined | false | readonly Piece[];

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function shown(piece: Piece): string {
  if (piece === null || piece === undefined || piece === false) return '';
  if (typeof piece === 'string' || typeof piece === 'number') return String(piece).replace(/[&<>"']/g, (sign) => escapes[sign] ?? sign);
  return 'html' in piece ? piece.html : piece.map(shown).join('');
}

/** HTML with its values escaped: `` html`<b>${name}</b>` ``. */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return { html: strings.reduce((out, text, i) => out + shown(pieces[i - 1]) + text) };
}

/** A column of a report's table; numbers stand right. */
export interface HtmlColumn<R> {
  readonly title: string;
  readonly right?: boolean;
  readonly cell: (row: R) => Piece;
}

/** A table; its head is repeated on every printed page. */
export function htmlTable<R>(columns: readonly HtmlColumn<R>[], rows: readonly R[]): Html {
  const head = columns.map(({ title, right }) => html`<th scope="col" ${right ? { html: ' class="r"' } : ''}>${title}</th>`);
  const body = rows.map(
    (row) =>
      html`<tr>
        ${columns.map(({ cell, right }) => html`<td${right ? { html: ' class="r"' } : ''}>${cell(row)}</td>`)}
      </tr> `,
  );
  return html`<table>
    <thead>
      <tr>
        ${head}
      </tr>
    </thead>
    <tbody>
      ${body}
    </tbody>
  </table>`;
}

/** Facts side by side: a word and its value. */
export function htmlFacts(facts: readonly (readonly [word: string, value: Piece])[]): Html {
  return html`<dl class="facts">
    ${facts.map(
      ([word, value]) =>
        html`<div>
          <dt>${word}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

/** A bar that is `share` (0..1) of its cell long, with its words on it. */
export function htmlBar(share: number, words: Piece): Html {
  const percent = Math.round(Math.max(0, Math.min(1, share)) * 1000) / 10;
  return html`<div class="bar"><i style="width:${percent}%"></i><span>${words}</span></div>`;
}

/** Columns of a histogram as a drawing of its own. */
export function htmlHistogram(counts: readonly number[], label: string): Html {
  const most = Math.max(1, ...counts);
  const width = 240 / Math.max(1, counts.length);
  const bars = counts.map((count, i) => {
    const height = count === 0 ? 0 : Math.max(1, Math.round((count / most) * 60));
    return html`<rect
      x="${(i * width).toFixed(1)}"
      y="${60 - height}"
      width="${Math.max(0.5, width - 1).toFixed(1)}"
      height="${height}"
    />`;
  });
  return html`<svg viewBox="0 0 240 60" role="img" aria-label="${label}">${bars}</svg>`;
}

const style = `
@page{size:A4;margin:18mm 15mm}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1080px;padding:24px;color:#1f1f1f;background:#fff;font:13px/1.5 "Microsoft YaHei UI","PingFang SC","Noto Sans CJK SC","Source Han Sans SC",sans-serif;font-variant-numeric:tabular-nums}
h1,h2,h3{break-after:avoid}h1{font-size:20px;margin:0 0 4px}h2{font-size:16px;margin:28px 0 8px;border-bottom:2px solid #0b57b0;padding-bottom:4px}h3{font-size:14px;margin:0 0 6px}
p{margin:4px 0}.muted{color:#5c6470}.bad{color:#b3121d}.good{color:#1b6e4f}
table{border-collapse:collapse;width:100%;margin:6px 0}thead{display:table-header-group}
th,td{border:1px solid #c5c9d0;padding:3px 8px;text-align:left;vertical-align:top;overflow-wrap:anywhere}th{background:#f0f3f7;font-weight:600}.r{text-align:right;white-space:nowrap}
tr,.card{break-inside:avoid}
.facts{display:flex;flex-wrap:wrap;gap:6px 28px;margin:6px 0}.facts dt{color:#5c6470;font-size:12px}.facts dd{margin:0;font-weight:600}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(330px,1fr));gap:12px}
.card{border:1px solid #c5c9d0;border-radius:4px;padding:10px 12px}
.bar{position:relative;height:20px;margin:2px 0;overflow:hidden}.bar i{position:absolute;inset:0 auto 0 0;background:#d7e5f6}.bar span{position:relative;display:flex;justify-content:space-between;gap:12px;padding:0 6px;white-space:nowrap}.bar b{font-weight:400;min-width:0;overflow:hidden;text-overflow:ellipsis}.bar em{font-style:normal;color:#5c6470}
svg{width:100%;height:60px}rect{fill:#0072b2}
.score{font-size:40px;font-weight:600;line-height:1.1}
footer{margin-top:32px;color:#5c6470;border-top:1px solid #c5c9d0;padding-top:8px}
@media print{body{max-width:none;padding:0}}
`;

/** A page that needs nothing but itself: no script, no picture, no request. */
export function htmlPage(language: Language, title: string, body: Html): string {
  return htmlDocument(language, title, style, body);
}

/** The same with styles of its own; `letter`: pages are numbered as those of official letters. */
export function htmlDocument(language: Language, title: string, styles: string, body: Html, letter = false): string {
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="viewport" content="width=device-width" />
        ${letter && html`<meta name="jiadi-page" content="letter" />`}
        <title>${title}</title>
        <style>
          ${{ html: styles }}
        </style>
      </head>
      <body>
        ${body}
      </body>
    </html> `.html;
}
