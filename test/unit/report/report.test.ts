/** Reports: whatever a file holds is text on the page, nothing is fetched, and nothing is rounded to perfection. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { maskKindOf } from '../../../engine/semantics/index.ts';
import { alertsOf, profileDocument, tableStructure } from '../../../engine/profile/index.ts';
import { checkDocument, runCheck } from '../../../engine/quality/index.ts';
import { checkDocumentReport, profileReport, reportPage } from '../../../engine/report/index.ts';
import { readRule } from '../../../engine/rules/rule.ts';
import { importFile, resourcesFolder, scratch } from '../../support/batch.ts';
import { host, semantics } from '../../support/check.ts';
import { quietContext } from '../../support/intake.ts';

const hostile = '<img src=x onerror=alert(1)>"\'&';
const rows = Array.from(
  { length: 200 },
  (_, i) => `${i % 2 === 0 ? '11010519491231002X' : '440524188001010014'},"${hostile.replaceAll('"', '""')}",${i}`,
);

test('a profile and a check as pages', async (t) => {
  const place = scratch();
  t.after(place.done);
  const path = join(place.folder, 'x.csv');
  writeFileSync(path, `身份证号,"<b>备注</b>",数量\n${rows.join('\n')}\n`);
  const { file, profile, malformed, seconds } = await importFile(path, place.folder, { resources: resourcesFolder });
  const structure = tableStructure({ parts: file.parts, columns: file.columns }, quietContext, semantics);
  const document = profileDocument({
    file: path,
    profile,
    structure,
    alerts: alertsOf(profile, structure, '2026-06-30', ({ semantic }) => maskKindOf(semantic) !== 'none'),
    malformed: malformed.sample,
    seconds,
  });
  const rules = [
    { id: hostile, kind: 'value-between', column: '数量', min: 0, max: 198 },
    { id: 'id', kind: 'value-matches-semantic', column: '身份证号', semantic: 'cn-resident-id' },
  ];
  const run = await runCheck(
    { batch: file, rules: rules.map((rule, i) => readRule(rule, i + 1)), nullLike: [], asOf: '2026-06-30', findings: null },
    host,
  );
  const head = { name: hostile, ruleSet: hostile, at: '2026-06-30 08:00' };
  for (const language of ['zh-CN', 'en'] as const) {
    const pages = [
      profileReport(document, language, hostile, head.at),
      reportPage(
        checkDocumentReport(
          run,
          checkDocument(run, file, (_, value) => value),
          language,
          head,
        ),
      ),
    ];
    for (const page of pages) {
      assert.ok(page.startsWith('<!doctype html>') && page.includes(`<html lang="${language}">`));
      assert.ok(page.includes("default-src 'none'"));
      assert.doesNotMatch(page, /<img|<script|<b>备注|onerror=alert\(1\)>"|https?:|undefined|\[object|\{\w+\}[^}]*<\/(?:td|dd|p)>/);
      assert.ok(page.includes('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;'));
    }
    assert.ok(pages[0]?.includes('110***********002X') && !pages[0].includes('11010519491231002X'));
    // one of 200 fails: the rate is not rounded up
    assert.ok(pages[1]?.includes('99.50%'));
  }
});
