const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** Text as XML; characters that XML cannot hold are written as `_x0001_`, the way workbooks do. */
export function escapeXml(text: string): string {
  return text
    .replace(/_x(?=[0-9A-Fa-f]{4}_)/g, '_x005F_x')
    .replace(
      /[\0-\x08\x0b-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      (char) => `_x${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
    )
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}

/** `[Content_Types].xml` of a workbook with so many sheets. */
export function contentTypes(sheetCount: number): string {
  const sheets = numbers(sheetCount).map((n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${TYPE}.worksheet+xml"/>`);
  return `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/>${sheets.join('')}</Types>`;
}

/** `_rels/.rels`. */
export function packageRelations(): string {
  return `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`;
}

/** `xl/workbook.xml` with the sheets of these names (at most 31 characters, none of `[]:*?/\`). */
export function workbookPart(names: readonly string[]): string {
  const used = new Set<string>();
  const sheets = names.map((name, index) => {
    const base = name.replace(/[[\]:*?/\\]/g, '_');
    const suffix = ` ${index + 1}`;
    const short = base.slice(0, 31);
    const cut = used.has(short.toLowerCase()) ? base.slice(0, 31 - suffix.length) + suffix : short;
    used.add(cut.toLowerCase());
    return `<sheet name="${escapeXml(cut)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`;
  });
  return `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${sheets.join('')}</sheets></workbook>`;
}

/** `xl/_rels/workbook.xml.rels`. */
export function workbookRelations(sheetCount: number): string {
  const sheets = numbers(sheetCount).map(
    (n) => `<Relationship Id="rId${n}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${n}.xml"/>`,
  );
  return `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${sheets.join('')}<Relationship Id="rId${sheetCount + 1}" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`;
}

/** Styles of cells that may be changed in a protected sheet: any value, and text that stays text when it is changed. */
export const openStyle = 2;
export const openTextStyle = 3;

/** `xl/styles.xml`: style 0 plain, style 1 the header's bold, then the open ones of a protected sheet. */
export function stylesPart(): string {
  const fonts =
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>';
  const fills = '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>';
  const borders = '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>';
  const base = '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>';
  const formats =
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>' +
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyProtection="1"><protection locked="0"/></xf>' +
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyProtection="1"><protection locked="0"/></xf></cellXfs>';
  return `${HEAD}<styleSheet xmlns="${MAIN}">${fonts}${fills}${borders}${base}${formats}</styleSheet>`;
}

/** `xl/styles.xml` of a form: 1 title, 2 header, 3 locked text, 4 open text, 5 header of an open column, 6 wrapped text. */
export function formStyles(): string {
  const font = (more: string, size = 11): string => `<font>${more}<sz val="${size}"/><name val="宋体"/></font>`;
  const fonts = `<fonts count="3">${font('')}${font('<b/>')}${font('<b/>', 16)}</fonts>`;
  const solid = (colour: string): string =>
    `<fill><patternFill patternType="solid"><fgColor rgb="FF${colour}"/><bgColor indexed="64"/></patternFill></fill>`;
  const fills = `<fills count="5"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>${solid('EDEFF2')}${solid('FFF8E1')}${solid('F6D77A')}</fills>`;
  const side = (name: string): string => `<${name} style="thin"><color rgb="FFC5CAD1"/></${name}>`;
  const borders = `<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border>${['left', 'right', 'top', 'bottom'].map(side).join('')}<diagonal/></border></borders>`;
  const base = '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>';
  const wrap = '<alignment vertical="top" wrapText="1"/>';
  // 49 is the format of text: what is typed stays as it is typed
  const format = (fontId: number, fillId: number, borderId: number, inside = ''): string =>
    `<xf numFmtId="49" fontId="${fontId}" fillId="${fillId}" borderId="${borderId}" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1" applyProtection="1">${inside}</xf>`;
  const formats = [
    format(0, 0, 0),
    format(2, 0, 0),
    format(1, 2, 1, wrap),
    format(0, 0, 1),
    format(0, 3, 1, '<protection locked="0"/>'),
    format(1, 4, 1, wrap),
    format(0, 0, 1, wrap),
  ];
  return `${HEAD}<styleSheet xmlns="${MAIN}">${fonts}${fills}${borders}${base}<cellXfs count="${formats.length}">${formats.join('')}</cellXfs></styleSheet>`;
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
