import { defineText } from './define.ts';

/** What a semantic check says about a value; the keys are `verdict.` and the codes of `engine/semantics`. */
export const semanticsText = defineText({
  'verdict.ok': ['符合要求', 'right'],
  'verdict.warn-legacy': ['15 位旧号码,应换成 18 位', 'an old 15-digit number; 18 digits are due'],
  'verdict.warn-age': ['出生日期早于 130 年前,请核实', 'born more than 130 years ago; please verify'],
  'verdict.warn-unassigned': [
    '号段或区号不在已分配名单中,请核实',
    'the prefix or area code is not on the list of assigned ones; please verify',
  ],
  'verdict.warn-type': [
    '登记部门与机构类别的组合不在标准所列范围',
    'this pair of registering department and class is not in the standard’s table',
  ],
  'verdict.warn-inner-check': ['内含的组织机构代码校验不通过', 'the organisation code inside fails its own check'],
  'verdict.warn-check-digit': ['校验位不符,但该类号码有例外', 'the check digit does not fit; this kind has exceptions'],
  'verdict.warn-incomplete': ['内容不完整', 'incomplete'],
  'verdict.warn-self-defined': ['自定义代码,不得用于交换', 'a self-defined code, not for exchange'],
  'verdict.warn-suffix': ['名称末尾没有机构类型(如公司、局、中心)', 'the name does not end with a kind of organisation'],
  'verdict.shape': ['写法不符合标准', 'not in the standard’s form'],
  'verdict.length': ['长度不对', 'wrong length'],
  'verdict.prefix': ['开头几位不存在', 'begins with digits that are not in use'],
  'verdict.form': ['内容正确但写法不规范,可自动修正', 'right but for its form; can be repaired'],
  'verdict.damaged': ['被电子表格改成了科学计数,原值已丢失', 'turned into scientific notation by a spreadsheet; the value is lost'],
  'verdict.serial': ['是电子表格的日期序号', 'a spreadsheet’s day number'],
  'verdict.ambiguous': ['日月顺序或年份有两种读法', 'day and month, or the century, can be read in two ways'],
  'verdict.not-in-list': ['不在代码表中', 'not in the code list'],
  'verdict.date': ['日期或时间不存在', 'no such date or time'],
  'verdict.future': ['日期晚于今天', 'a date after today'],
  'verdict.check-digit': ['校验位不符', 'the check character does not fit'],
  'verdict.range': ['数值超出合理范围', 'outside the range that makes sense'],
  'verdict.swapped': ['经度与纬度颠倒', 'longitude and latitude are swapped'],
  'verdict.unknown-code': ['代码不存在', 'no such code'],
  'verdict.retired': ['代码已撤销', 'an abolished code'],
  'verdict.name': ['填写的是名称,应填代码', 'a name instead of its code'],
  'verdict.inner-check': ['内含的组织机构代码校验不通过', 'the organisation code inside fails its own check'],
});
