import { type Language, t } from '../../contract/text/index.ts';
import { cellText, type CellValue, digestOfReport, type ReportBlock, type ReportDocument, type ReportTable } from './document.ts';
import { html, type Html, htmlDocument } from './html.ts';

/** Page metrics of GB/T 9704: A4, 37 mm above and 28 mm left of a type area of 156 × 225 mm; the page number is printed in dashes below it. */
const style = `
@page{size:A4;margin:37mm 26mm 35mm 28mm}
*{box-sizing:border-box}
body{margin:0;background:#fff}
.report{color:#000;background:#fff;font:16pt/1.75 "FangSong_GB2312","仿宋_GB2312","FangSong","仿宋","STFangsong","华文仿宋","Noto Serif CJK SC","Source Han Serif SC","WenQuanYi Micro Hei",serif;font-variant-numeric:tabular-nums;text-align:left}
.report h1{font:22pt/1.4 "FZXiaoBiaoSong-B05S","方正小标宋简体","SimSun","STSong","Noto Serif CJK SC","Source Han Serif SC","WenQuanYi Micro Hei",serif;font-weight:700;text-align:center;margin:0 0 4mm}
.report .no{text-align:right;margin:0 0 8mm}
.report .about{text-align:center;font-size:12pt;line-height:1.5;margin:0 0 8mm}
.report .to{margin:0 0 2mm}
.report h2{font:16pt/1.75 "SimHei","黑体","STHeiti","Noto Sans CJK SC","Source Han Sans SC","WenQuanYi Micro Hei",sans-serif;font-weight:700;margin:5mm 0 1mm;text-indent:2em;break-after:avoid}
.report p{margin:0;text-indent:2em;overflow-wrap:anywhere}
.report p.muted{color:#3c3c3c;font-size:12pt;line-height:1.5;text-indent:0;margin:1.5mm 0}
.report p.bad{font-weight:700}
.report table{border-collapse:collapse;width:100%;margin:2mm 0 3mm;font-size:10.5pt;line-height:1.35}
.report thead{display:table-header-group}
.report th,.report td{border:.6pt solid #000;padding:1mm 1.6mm;text-align:left;vertical-align:top;overflow-wrap:anywhere}
.report th{background:#eef1f5;font-weight:700;text-align:center}
.report .r{text-align:right}.report td.r,.report td.n{white-space:nowrap}
.report .wide{font-size:9pt}.report .wide th,.report .wide td{padding:.7mm 1mm}
.report tr{break-inside:avoid}
.report dl{display:grid;grid-template-columns:max-content 1fr;gap:0 4mm;margin:1mm 0 2mm;font-size:14pt;line-height:1.6}
.report dt{font-weight:700}.report dd{margin:0;overflow-wrap:anywhere}
.report .drawings{display:flex;flex-wrap:wrap;justify-content:center;align-items:center;gap:3mm;margin:2mm 0;break-inside:avoid}
.report svg{max-width:100%;height:auto;font-family:"Noto Sans CJK SC","Microsoft YaHei","SimHei","WenQuanYi Micro Hei",sans-serif}
.report .sign{margin-top:10mm;break-inside:avoid}
.report .sign table{font-size:12pt}.report .sign td{height:11mm;vertical-align:middle}
.report .from{margin-top:8mm;text-align:right;break-inside:avoid}.report .from div{padding-right:2em}
.report .sources{margin-top:8mm;border-top:.6pt solid #000;padding-top:2mm;font-size:10.5pt;line-height:1.45}
.report .sources dl{font-size:10.5pt;line-height:1.45}
.report .draft{position:fixed;inset:0;display:flex;align-items:center;justify-content:center;pointer-events:none;z-index:1}
.report .draft span{font:700 84pt/1 "SimHei","Noto Sans CJK SC","WenQuanYi Micro Hei",sans-serif;color:#000;opacity:.07;transform:rotate(-32deg);white-space:nowrap}
@media screen{body{background:#e6e8eb}.report{position:relative;width:210mm;min-height:297mm;margin:6mm auto;padding:37mm 26mm 35mm 28mm;box-shadow:0 0 0 1px #c5c9d0}.report .draft{position:absolute}}
`;

/** Tables with so many columns are set smaller. */
const WIDE = 7;
/** Words so short are not broken. */
const SHORT = 4;

/** A report as a page that needs nothing but itself, set for A4 as official letters are. */
export function reportPage(report: ReportDocument): string {
  const { language, letter, sections } = report;
  const word = (key: Parameters<typeof t>[1], params = {}): string => t(language, key, params);
  return htmlDocument(
    language,
    report.title,
    style,
    html`<article class="report">
      ${report.draft && html`<div class="draft" aria-label="${word('report.draft')}"><span>${word('report.draft')}</span></div>`}
      ${letter.number !== '' && html`<p class="no">${letter.number}</p>`}
      <h1>${report.title}</h1>
      <div class="about">${report.subject}</div>
      ${letter.to !== '' && html`<div class="to">${letter.to}${language === 'zh-CN' ? '：' : ':'}</div>`}
      ${sections.map(
        ({ title, blocks }, i) =>
          html`<section>
            <h2>${word('report.heading', { number: ordinal(i + 1, language), title })}</h2>
            ${blocks.map((block) => blockHtml(block, language))}
          </section>`,
      )}
      ${signatures(report)}
      ${
        (letter.from !== '' || letter.date !== '') &&
        html`<div class="from">
          ${letter.from !== '' && html`<div>${letter.from}</div>`}${letter.date !== '' && html`<div>${letter.date}</div>`}
        </div>`
      }
      <div class="sources">
        <b>${word('report.sources')}</b>
        ${facts([...report.sources, [word('report.digest'), digestOfReport(report)]])}
      </div>
    </article>`,
    true,
  );
}

const digits = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

/** Number of a heading: 一 … 二十 in Chinese, 1 … in English. */
function ordinal(number: number, language: Language): string {
  if (language !== 'zh-CN') return String(number);
  if (number <= 10) return digits[number] ?? '';
  return `${number >= 20 ? (digits[Math.floor(number / 10)] ?? '') : ''}十${number % 10 === 0 ? '' : (digits[number % 10] ?? '')}`;
}

function blockHtml(block: ReportBlock, language: Language): Html {
  switch (block.kind) {
    case 'text':
      return html`<p class="${block.tone ?? ''}">${block.text}</p>`;
    case 'facts':
      return facts(block.facts);
    case 'drawing':
      return html`<div class="drawings">${block.drawings}</div>`;
    case 'table':
      return tableHtml(block, language);
  }
}

const facts = (list: readonly (readonly [string, string])[]): Html =>
  html`<dl>
    ${list.map(
      ([word, value]) =>
        html`<dt>${word}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;

function tableHtml({ columns, rows, of }: ReportTable, language: Language): Html {
  const right = (i: number, value: CellValue): Html => {
    if (columns[i]?.form !== 'text') return { html: ' class="r"' };
    return { html: typeof value === 'string' && value.length <= SHORT ? ' class="n"' : '' };
  };
  return html`<table class="${columns.length >= WIDE ? 'wide' : ''}">
      <thead>
        <tr>
          ${columns.map(({ title }) => html`<th scope="col">${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((value, i) => html`<td${right(i, value)}>${cellText(value, columns[i]?.form ?? 'text', language)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
    ${of !== undefined && of > rows.length && html`<p class="muted">${t(language, 'report.listed', { shown: rows.length.toLocaleString('en-US'), of: of.toLocaleString('en-US') })}</p>`}`;
}

/** The block at the end that says who answers for it: filled in once approved, lines to sign before. */
function signatures({ signature, language }: ReportDocument): Html {
  const word = (key: Parameters<typeof t>[1]): string => t(language, key);
  const row = (title: string, who: string | null, when: string | null): Html =>
    html`<tr>
      <td>${title}</td>
      <td>${who ?? ''}</td>
      <td>${word('report.signTime')}</td>
      <td>${when ?? ''}</td>
    </tr>`;
  return html`<div class="sign">
    <table>
      <tbody>
        ${row(word('report.maker'), signature.maker, signature.madeAt)}
        ${row(word('report.checker'), signature.checker, signature.checkedAt)}
        ${
          signature.approved !== null &&
          html`<tr>
            <td>${word('report.approved')}</td>
            <td colspan="3">${signature.approved}</td>
          </tr>`
        }
      </tbody>
    </table>
  </div>`;
}
