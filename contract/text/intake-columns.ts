import { defineText } from './define.ts';

/** Words of the columns of a file on their way into a dataset. */
export const intakeColumnsText = defineText({
  'intake.remembered': ['按此数据集上次导入的方式识别。', 'Read the way the last file of this dataset was.'],
  'intake.columnsTitle': ['列的对应与修正', 'Columns: what is which'],
  'intake.columnsAll': ['全部列（{count}）', 'All columns ({count})'],
  'intake.columnsFewer': ['收起', 'Fewer'],
  'intake.columnsSame': ['各列与数据集同名，无需确认。', 'Every column has the name of one of the dataset.'],
  'intake.columnsHint': [
    '类型或含义识别有误时，可在此修正；下次导入会沿用。',
    'Wrong types or meanings can be corrected here; they count for the next files.',
  ],
  'intake.columnsFrom': ['文件中的列', 'Column of the file'],
  'intake.columnsTo': ['数据集的列', 'Column of the dataset'],
  'intake.columnsBy': ['依据', 'Because of'],
  'intake.columnsType': ['类型', 'Type'],
  'intake.columnsSemantic': ['含义', 'Meaning'],
  'intake.columnsNew': ['作为新列', 'A column of its own'],
  'intake.columnsNoSemantic': ['无特定含义', 'Nothing in particular'],
  'intake.columnsRenamed': ['改名 {count}', '{count} renamed'],
  'intake.columnsReordered': ['顺序不同', 'Other order'],
  'intake.columnsExtra': ['多出 {count} 列', '{count} extra'],
  'intake.columnsMissing': ['缺少 {count} 列：{columns}', '{count} missing: {columns}'],
  'intake.by.name': ['同名 {share}', 'Name {share}'],
  'intake.by.alias': ['以往的别名', 'Known by this name'],
  'intake.by.content': ['按内容推断 {share}', 'Content {share}'],
  'intake.by.person': ['人工指定', 'Chosen'],
  'action.intake.forget': ['清除导入记忆', 'Forget how files are read'],
  'datasets.forget': ['清除导入记忆', 'Forget how files are read'],
  'datasets.forgetAsk': [
    '清除“{name}”记住的识别方式、列的别名和修正？已导入的批次不受影响。',
    'Forget how files of “{name}” are read, other names of columns and corrections? Batches are not touched.',
  ],
});
