/** Made-up words of an invented district. */
export const city = '示例市';
export const district = '云湾区';
/** House, credit and some person codes need a division that exists; the places below it are invented. */
export const districtCode = '440305';

export const streets = [
  { code: '007', name: '望海街道', communities: ['听潮社区', '银滩社区', '灯塔社区', '港前社区'] },
  { code: '008', name: '青榕街道', communities: ['榕荫社区', '书院社区', '南塘社区', '春晖社区'] },
  { code: '009', name: '石桥街道', communities: ['桥东社区', '桥西社区', '古井社区'] },
  { code: '010', name: '云谷街道', communities: ['软件园社区', '溪畔社区', '松岭社区', '云顶社区'] },
] as const;
export const roads = ['听潮路', '银滩大道', '榕荫街', '书院路', '石桥北路', '古井巷', '云谷一路', '溪畔路', '松岭大道', '港前路'];
export const estates = ['海晏花园', '榕华苑', '桥头新村', '云顶雅居', '松风公寓', '灯塔家园', '溪山里', '银滩小区'];

export const surnames = [
  ...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈',
  '欧阳',
  '上官',
];
export const given = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国文辉志鹏飞燕玲波红梅宇浩然轩雨欣怡佳琪思远晨曦梓涵'];
/** Characters that sound alike: what a clerk mistypes. */
export const soundsLike: Readonly<Record<string, string>> = {
  伟: '玮',
  静: '靖',
  丽: '莉',
  洋: '扬',
  艳: '燕',
  杰: '洁',
  涛: '滔',
  明: '鸣',
  霞: '侠',
  刚: '钢',
  英: '瑛',
  华: '桦',
  兰: '岚',
  志: '智',
  玲: '灵',
  波: '博',
  梅: '枚',
  宇: '雨',
  欣: '心',
  佳: '嘉',
  琪: '琦',
  晨: '辰',
  涵: '含',
  芳: '方',
  娜: '那',
  敏: '民',
  强: '墙',
  军: '君',
  勇: '永',
  娟: '捐',
  超: '朝',
  秀: '绣',
  平: '萍',
  桂: '贵',
  玉: '钰',
  建: '健',
  国: '果',
  文: '雯',
  辉: '晖',
  鹏: '朋',
  飞: '菲',
  燕: '艳',
  红: '虹',
  浩: '皓',
  然: '燃',
  轩: '萱',
  雨: '语',
  怡: '仪',
  思: '斯',
  远: '苑',
  曦: '希',
  梓: '子',
  磊: '蕾',
};
export const minorities = ['壮族', '回族', '满族', '苗族', '瑶族', '土家族', '彝族', '侗族'];
/** Number ranges that had not been given to anybody in 2022: nobody is called by accident. */
export const phonePrefixes = ['142', '143', '154', '161', '164'];

export const companyWords = [
  '恒启',
  '云帆',
  '海晏',
  '新榕',
  '华屿',
  '启明',
  '安泰',
  '佳合',
  '瑞峰',
  '远景',
  '联创',
  '博远',
  '盛禾',
  '宏图',
  '卓越',
  '东篱',
  '星河',
  '万象',
  '中衡',
  '嘉木',
];
export const companyTrades = [
  ['I', '信息技术'],
  ['C', '精密制造'],
  ['F', '商贸'],
  ['E', '建筑工程'],
  ['L', '商务服务'],
  ['M', '检测技术'],
  ['G', '物流'],
  ['H', '餐饮管理'],
  ['K', '物业管理'],
  ['R', '文化传媒'],
] as const;
export const wardens = ['陈网格', '李网格', '周网格', '吴网格', '郑网格', '冯网格', '褚网格', '卫网格'];
