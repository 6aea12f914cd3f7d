import { defineText } from './define.ts';

/** Words of repairs and derived batches. */
export const repairText = defineText({
  'event.repair.apply': ['生成派生批次', 'Derived batch made'],
  'action.repair.apply': ['应用修复', 'Apply repairs'],
  'action.repair.undo': ['撤销派生批次', 'Undo a derived batch'],
  'action.repair.save': ['保存修复方案', 'Save a recipe of repairs'],
  'action.repair.setMode': ['设定新批次的修复方式', 'Set what becomes of new batches'],
  'action.repair.exportRecipe': ['导出修复方案', 'Export a recipe of repairs'],
  'job.repair.propose': ['查找修复建议', 'Look for repairs'],
  'job.repair.apply': ['应用修复', 'Apply repairs'],
  'phase.repair-survey': ['查看每个值', 'Looking at every value'],
  'phase.repair-apply': ['写派生批次', 'Writing the derived batch'],
  'batch.origin.repair': ['修复', 'Repairs'],
});
