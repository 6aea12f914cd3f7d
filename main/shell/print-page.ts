import { basename } from 'node:path';
import { BrowserWindow, session } from 'electron';
import { writeFileDurably } from '../../base/files.ts';
import { JiadiError } from '../../contract/errors.ts';
import { appScheme } from './app-protocol.ts';

const address = `${appScheme}://report/`;
/** A page of thousands of columns takes a while; one that takes longer will not come. */
const LIMIT_MS = 120_000;
let printed = 0;

/** Official letters carry their page number in dashes, 7 mm below the type area; other pages a small `n / of`. */
const letterMark = '<meta name="jiadi-page" content="letter"';
const footers = {
  letter:
    '<div style="width:100%;margin-bottom:14mm;font:14pt SimSun,STSong,serif;text-align:center;color:#000">— <span class="pageNumber"></span> —</div>',
  plain:
    '<div style="width:100%;font-size:8px;text-align:center;color:#555"><span class="pageNumber"></span> / <span class="totalPages"></span></div>',
} as const;

/** Prints a page of the engine as a PDF of A4 sheets; runs no script, reaches nothing, and the file is there whole or not at all. Gives its bytes. */
export async function printPage(html: string, path: string): Promise<number> {
  // a session of its own for each page: nothing of one report is left for the next
  const own = session.fromPartition(`report-${++printed}`, { cache: false });
  own.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: url !== address }));
  own.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  own.protocol.handle(
    appScheme,
    () => new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8', 'x-content-type-options': 'nosniff' } }),
  );
  const window = new BrowserWindow({
    show: false,
    webPreferences: { session: own, sandbox: true, contextIsolation: true, nodeIntegration: false, javascript: false, spellcheck: false },
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new JiadiError('timeout', { what: basename(path), seconds: LIMIT_MS / 1000 })), LIMIT_MS);
    });
    const print = async (): Promise<Buffer> => {
      await window.loadURL(address);
      // margins are the page's own matter; so would page numbers be, but the oldest Chromium that we run on knows none in CSS
      return await window.webContents.printToPDF({
        pageSize: 'A4',
        printBackground: true,
        preferCSSPageSize: true,
        displayHeaderFooter: true,
        headerTemplate: '<span></span>',
        footerTemplate: footers[html.includes(letterMark) ? 'letter' : 'plain'],
      });
    };
    const pdf = await Promise.race([print(), late]);
    writeFileDurably(path, pdf, 0o644);
    return pdf.byteLength;
  } finally {
    clearTimeout(timer);
    window.destroy();
  }
}
