import { gapsIn } from '../base/trust/index.ts';
import { type Language, t, tDynamic, type TextKey } from '../contract/text/index.ts';
import type { SlotRange } from '../contract/wire/index.ts';
import type { StoreSummary } from './store.ts';

/** What the operator's page shows. */
export interface PageFacts {
  readonly language: Language;
  readonly platform: string;
  readonly epoch: string;
  readonly at: string;
  /** Allows the page's one style element under its content security policy. */
  readonly nonce: string;
  readonly summary: StoreSummary;
}

/** Text as it may stand in HTML, in an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}

/** The content security policy of the page: no script, nothing from elsewhere. */
export function pagePolicy(nonce: string): string {
  return `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
}

const style = `
  :root { color-scheme: light dark; font: 15px/1.6 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; }
  body { margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
  header { display: flex; justify-content: space-between; align-items: baseline; }
  h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
  .note { opacity: .75; } dl { display: flex; flex-wrap: wrap; gap: 1rem 2.5rem; margin: 1rem 0; }
  dt { opacity: .75; } dd { margin: 0; font-size: 1.4rem; font-variant-numeric: tabular-nums; }
  table { border-collapse: collapse; width: 100%; } th, td { text-align: start; padding: .3rem .6rem; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
  td.number { text-align: end; font-variant-numeric: tabular-nums; } code { font-size: .85em; } .bad { color: #c0392b; font-weight: 600; }
`;

type Cell = string | number | { readonly html: string };

function cellHtml(cell: Cell): string {
  if (typeof cell === 'number') return `<td class="number">${cell}</td>`;
  return `<td>${typeof cell === 'string' ? escapeHtml(cell) : cell.html}</td>`;
}

function table(heads: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const head = heads.map((h) => `<th scope="col">${escapeHtml(h)}</th>`).join('');
  return `<table><thead><tr>${head}</tr></thead><tbody>${rows.map((r) => `<tr>${r.map(cellHtml).join('')}</tr>`).join('')}</tbody></table>`;
}

const RANGES_SHOWN = 20;

function rangesText(ranges: readonly SlotRange[]): string {
  const shown = ranges.slice(0, RANGES_SHOWN).map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`));
  return [...shown, ...(ranges.length > RANGES_SHOWN ? ['…'] : [])].join(', ');
}

/** The operator's read-only page as one HTML document without scripts. */
export function operatorPage(facts: PageFacts): string {
  const { language, summary } = facts;
  const w = (key: TextKey): string => t(language, key);
  const kindWord = (kind: string): string =>
    tDynamic(language, `kind.${kind}`) === `kind.${kind}` ? kind : tDynamic(language, `kind.${kind}`);
  const counts: readonly (readonly [string, number])[] = [
    ...(['applied', 'held', 'rejected', 'withdrawn'] as const).map((s) => [w(`verdict.${s}`), summary.packages[s]] as const),
    [w('platform.effects'), summary.effects],
    [w('platform.receipts'), summary.receipts],
    [w('verdict.fork'), summary.forks],
    [w('platform.devices'), summary.devices],
    [w('platform.users'), summary.users],
  ];
  const streams = summary.streams.map((s): readonly Cell[] => [
    { html: `<code>${escapeHtml(s.stream)}</code>` },
    s.device,
    rangesText(s.ranges),
    rangesText(gapsIn(s.ranges).map(([a, b]) => [a, b])),
    s.forked ? { html: `<span class="bad">${escapeHtml(w('platform.forked'))}</span>` } : w('platform.whole'),
  ]);
  const latest = summary.latest.map((p): readonly Cell[] => [
    p.receivedAt,
    kindWord(p.kind ?? ''),
    p.key ?? '',
    p.revision ?? '',
    p.unit ?? '',
    { html: `<span title="${escapeHtml(p.code ?? '')}">${escapeHtml(w(`verdict.${p.state}`))}</span>` },
    { html: `<code title="${escapeHtml(p.digest)}">${escapeHtml(p.digest.slice(7, 19))}</code>` },
  ]);
  const other: Language = language === 'en' ? 'zh-CN' : 'en';
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(w('platform.title'))}</title>
<style nonce="${escapeHtml(facts.nonce)}">${style}</style></head><body>
<header><h1>${escapeHtml(w('platform.title'))}</h1><a href="/?lang=${other}" lang="${other}">${escapeHtml(w('platform.language'))}</a></header>
<p class="note">${escapeHtml(facts.platform)} · ${escapeHtml(t(language, 'platform.as-of', { at: facts.at, epoch: facts.epoch }))}</p>
<dl>${counts.map(([name, count]) => `<div><dt>${escapeHtml(name)}</dt><dd>${count}</dd></div>`).join('')}</dl>
<h2>${escapeHtml(w('platform.latest'))}</h2>
${latest.length === 0 ? `<p>${escapeHtml(w('platform.nothing'))}</p>` : table([w('platform.received-at'), w('platform.kind'), w('platform.key'), w('platform.revision'), w('platform.unit'), w('platform.state'), w('platform.digest')], latest)}
<h2>${escapeHtml(w('platform.streams'))}</h2>
${table([w('platform.stream'), w('platform.device'), w('platform.held-slots'), w('platform.gaps'), w('platform.state')], streams)}
<h2>${escapeHtml(w('platform.conflicts'))}</h2>
${table(
  [w('platform.key'), w('platform.revision'), w('platform.count')],
  summary.conflicts.map((c) => [c.key, c.revision, c.count]),
)}
<h2>${escapeHtml(w('platform.by-kind'))}</h2>
${table(
  [w('platform.kind'), w('platform.count')],
  summary.byKind.map((k) => [kindWord(k.kind), k.count]),
)}
<h2>${escapeHtml(w('platform.by-unit'))}</h2>
${table(
  [w('platform.unit'), w('platform.count')],
  summary.byUnit.map((u) => [u.unit, u.count]),
)}
</body></html>
`;
}
