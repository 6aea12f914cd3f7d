import { defineText } from './define.ts';

/** What a person should know about a file before it is imported: how it was read, and what happened to its values on the way here. */
export const intakeWarningText = defineText({
  'intake.warning.encoding-unsure': [
    '编码不太确定，请在预览中确认汉字显示正确。',
    'The encoding is not certain; check in the preview that the characters are right.',
  ],
  'intake.warning.title-rows': ['开头有 {count} 行标题，已跳过。', '{count} title rows at the top are skipped.'],
  'intake.warning.header-rows': [
    '表头有 {count} 行，已按“上级/下级”合并成列名；中英文各一行的取上一行。',
    'The header has {count} rows; their names are joined as upper/lower; of names in two languages the upper row is taken.',
  ],
  'intake.warning.header-unsure': ['表头可能有 {count} 行，请核对列名。', 'The header may have {count} rows; check the column names.'],
  'intake.warning.rows-apart': [
    '{count} 行不是数据（合计、说明、重复表头等），已另记，列在预览下方。',
    '{count} rows are no data (totals, remarks, repeated headers …); they are set apart and listed below the preview.',
  ],
  'intake.warning.totals-unsure': [
    '{count} 行写着“合计”一类的字，但不在表尾、也与上面的数对不上，暂当作数据；如是合计行，请在下方勾选。',
    '{count} rows say “total” but neither close the table nor add up; they count as data unless you tick totals below.',
  ],
  'intake.warning.decimal-commas': [
    '有一列的小数点写成逗号（如 12,5），按文字读入；请在“小数点”里选逗号。',
    'The decimals of a column are written with a comma (12,5) and read as text; choose the comma under “Decimal sign”.',
  ],
  'intake.warning.several-tables': [
    '这个工作表上有 {count} 张表，请在“工作表”里选择，逐张导入。',
    'The sheet holds {count} tables; choose under “Sheet” and import each.',
  ],
  'intake.warning.merged-cells': [
    '{count} 处合并单元格跨多行，其值填到每一行；不需要可在“更多读取设置”里取消。',
    '{count} cells are merged over several rows; their value stands in each of them. Untick it under “More settings” if it should not.',
  ],
  'intake.warning.hidden-rows': ['有 {count} 行是隐藏的，也会导入。', '{count} rows are hidden; they are imported too.'],
  'intake.warning.nested-lists': [
    '文件是一个对象，里面有 {count} 张表，现在读成一行；请选要导入的那张。',
    'The file is one object with {count} tables inside and reads as one row; choose the one to import.',
  ],
  'intake.warning.several-lists': [
    '文件是一个对象，里面有 {count} 张表，现在读的是记录最多的一张；要导入其他表请另选。',
    'The file is one object with {count} tables inside; the one with the most records is read. Choose another one if you want that.',
  ],
  'intake.warning.nested-objects': [
    '有 {count} 列的值是对象，现在整个放在一列里；可选“对象拆成列”，按路径（如 住址.街道）各成一列。',
    '{count} columns hold objects, each as one text now; “Objects as columns” makes a column of every path, such as address.street.',
  ],
  'intake.warning.hidden-columns': ['有 {count} 列是隐藏的，也会导入。', '{count} columns are hidden; they are imported too.'],
  'intake.warning.hidden-sheets': ['有 {count} 个工作表是隐藏的。', '{count} sheets are hidden.'],
  'intake.warning.no-header': ['没有找到表头，列名由程序给出。', 'No header was found; columns are numbered.'],
  'intake.warning.names-made': ['{count} 个列名为空或重复，已自动命名。', '{count} empty or repeated column names were replaced.'],
  'intake.warning.malformed-in-sample': [
    '样本中有 {count} 条坏行，导入后可逐条查看。',
    '{count} malformed lines in the sample; they are listed after the import.',
  ],
  'intake.warning.digits-lost': [
    '“{column}”有 {count} 个长号码已变为科学计数，末几位已丢失，请向提供方重取。',
    '{count} long numbers in “{column}” went through scientific notation and lost their last digits; ask the provider for the file again.',
  ],
  'intake.warning.digits-zeroed': [
    '“{column}”有 {count} 个长号码第 15 位以后全为 0：电子表格只保留 15 位，末几位已丢失，请向提供方重取。',
    '{count} long numbers in “{column}” end in zeros after the 15th digit: a spreadsheet keeps no more, the rest is lost; ask the provider for the file again.',
  ],
  'intake.warning.zeros-lost': [
    '“{column}”有 {count} 个代码比其余的短，可能丢了前导零。',
    '{count} codes in “{column}” are shorter than the others; their leading zeros may be lost.',
  ],
  'intake.warning.date-serials': [
    '“{column}”有 {count} 个日期是电子表格的序列号。',
    '{count} dates in “{column}” are serial numbers of a spreadsheet.',
  ],
  'intake.warning.dates-mixed': [
    '“{column}”有 {count} 个日期的写法与其余的不同。',
    '{count} dates in “{column}” are written differently from the others.',
  ],
  'intake.warning.full-width': [
    '“{column}”有 {count} 个值含全角数字或字母。',
    '{count} values in “{column}” hold full-width digits or letters.',
  ],
  'intake.warning.invisible': [
    '“{column}”有 {count} 个值含看不见的字符。',
    '{count} values in “{column}” hold characters that cannot be seen.',
  ],
  'intake.warning.line-breaks': ['“{column}”有 {count} 个值含换行。', '{count} values in “{column}” hold line breaks.'],
  'intake.warning.mojibake-utf8-as-gbk': [
    '“{column}”有 {count} 个值是乱码：UTF-8 的文字曾被当作 GBK 读取。',
    '{count} values in “{column}” are garbled: UTF-8 text was once read as GBK.',
  ],
  'intake.warning.mojibake-utf8-as-big5': [
    '“{column}”有 {count} 个值是乱码：UTF-8 的文字曾被当作 Big5 读取。',
    '{count} values in “{column}” are garbled: UTF-8 text was once read as Big5.',
  ],
  'intake.warning.mojibake-utf8-as-latin1': [
    '“{column}”有 {count} 个值是乱码：UTF-8 的文字曾被当作 Latin-1 读取。',
    '{count} values in “{column}” are garbled: UTF-8 text was once read as Latin-1.',
  ],
  'intake.warning.mojibake-gbk-as-latin1': [
    '“{column}”有 {count} 个值是乱码：GBK 的文字曾被当作 Latin-1 读取。',
    '{count} values in “{column}” are garbled: GBK text was once read as Latin-1.',
  ],
  'intake.warning.mojibake-big5-as-gbk': [
    '“{column}”有 {count} 个值是乱码：Big5 的文字曾被当作 GBK 读取。',
    '{count} values in “{column}” are garbled: Big5 text was once read as GBK.',
  ],
  'intake.warning.mojibake-gbk-as-big5': [
    '“{column}”有 {count} 个值是乱码：GBK 的文字曾被当作 Big5 读取。',
    '{count} values in “{column}” are garbled: GBK text was once read as Big5.',
  ],
  'intake.warning.mojibake-replaced': [
    '“{column}”有 {count} 个值含替换符 �：原字符已丢失，请向提供方重取。',
    '{count} values in “{column}” hold the sign � in the place of characters that are lost; ask the provider for the file again.',
  ],
  'intake.warning.mojibake-replaced-as-gbk': [
    '“{column}”有 {count} 个值含“锟斤拷”：字符在编码转换中已丢失，无法还原，请向提供方重取。',
    '{count} values in “{column}” hold 锟斤拷: characters were lost when encodings were converted and cannot be recovered; ask the provider for the file again.',
  ],
  'intake.warning.mojibake-question-marks': [
    '“{column}”有 {count} 个值含成串问号：字符可能在编码转换中丢失。',
    '{count} values in “{column}” hold runs of question marks; characters may have been lost when encodings were converted.',
  ],
  'intake.warning.sample': ['例：{sample}', 'e.g. {sample}'],
  'intake.warning.reads': ['例：{sample} → {reads}', 'e.g. {sample} → {reads}'],
  'intake.warning.more': ['还有 {count} 条提示', '{count} more'],
});
