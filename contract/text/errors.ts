import type { ErrorCode } from '../errors.ts';
import { defineText, type Pair } from './define.ts';
import { sourceErrorText } from './source-errors.ts';

/** One clear sentence an error code: what, where, how to mend it. */
export const errorText = defineText({
  'error.usage': ['命令用法不对:{problem}。用 jiadi --help 查看写法。', 'Wrong usage: {problem}. See jiadi --help.'],
  'error.invalid-input': ['内容不符合要求:{problem}。请按提示修改后重试。', 'The input does not fit: {problem}. Correct it and try again.'],
  'error.not-found': [
    '找不到{what}“{name}”,可能已被删除。请刷新后重试。',
    'There is no {what} “{name}”; it may have been removed. Refresh and try again.',
  ],
  'error.already-imported': [
    '“{file}”与“{name}”第 {number} 批的来源完全相同,没有再次导入。',
    '“{file}” is the very same source as batch {number} of “{name}”; it was not imported again.',
  ],
  'error.codes-invalid': [
    '“{file}”有 {count} 处问题,没有导入;第一处在第 {row} 行:{problem}。请改正后重新选择文件。',
    '“{file}” was not taken: {count} problems, the first in row {row}: {problem}. Correct the file and choose it again.',
  ],
  'error.already-exists': ['“{name}”已经存在,请换一个名称。', '“{name}” exists already; choose another name.'],
  'error.conflict': [
    '“{name}”刚被别人改过,请查看最新内容后再试。',
    '“{name}” has just been changed by somebody else; look at it again and retry.',
  ],
  'error.file-not-found': ['找不到文件“{file}”,请检查路径或重新选择。', 'File “{file}” is not there; check the path or choose it again.'],
  'error.file-is-directory': ['“{file}”是文件夹,请选择其中的文件。', '“{file}” is a folder; choose a file inside it.'],
  'error.file-empty': ['文件“{file}”里没有数据,请向提供方重新索取。', 'There is no data in file “{file}”; ask its provider for it again.'],
  'error.file-unreadable': [
    '文件“{file}”读取失败,请检查磁盘或移动介质后重试。',
    'File “{file}” cannot be read; check the disk or stick and try again.',
  ],
  'error.file-changed': [
    '文件“{file}”在读取过程中被改动,未导入任何数据,请等写入完成后重试。',
    'File “{file}” changed while it was read; nothing was imported. Retry when nobody writes to it.',
  ],
  'error.file-not-text': [
    '“{file}”不是文本数据({format}),请换成 CSV 或 XLSX。',
    '“{file}” is not text data ({format}); give a CSV or XLSX file.',
  ],
  'error.file-encrypted': [
    '“{file}”有密码或已加密,请先在生成它的软件中去掉密码再导入。',
    '“{file}” is protected by a password or encrypted; remove that in the program it comes from first.',
  ],
  'error.file-password-needed': [
    '“{file}”是带密码的压缩包,请输入密码(命令行用环境变量 JIADI_FILE_PASSWORD)。',
    '“{file}” is an archive under a password; enter it (on the command line by JIADI_FILE_PASSWORD).',
  ],
  'error.file-password-wrong': [
    '“{file}”的密码不对,请核对大小写后重新输入。',
    'The password of “{file}” is wrong; check upper and lower case and enter it again.',
  ],
  'error.file-damaged': ['文件“{file}”已损坏或不完整,请重新取得。', 'File “{file}” is damaged or incomplete; get it again.'],
  'error.xml-invalid': [
    '“{file}”第 {line} 行不是合法的 XML({problem}),请重新导出该文件。',
    '“{file}” is not valid XML at line {line} ({problem}); export the file again.',
  ],
  'error.xml-entities': [
    '“{file}”第 {line} 行自带实体定义(ENTITY),可能用来攻击读取程序,不予读取;请导出不含实体定义的文件。',
    '“{file}” defines entities of its own at line {line}, which can be used to attack readers; export it without them.',
  ],
  'error.file-inflates': [
    '“{file}”展开后是压缩时的 {ratio} 倍以上,可能用来撑满磁盘,已停止;确认可信的话,请先解压再导入。',
    '“{file}” inflates to more than {ratio} times its size, as files made to fill a disk do; if you trust it, unpack it first.',
  ],
  'error.file-too-large': ['“{file}”超过上限({limit}),请拆分后再导入。', '“{file}” is over the limit ({limit}); split it first.'],
  'error.format-unsupported': [
    '暂不支持“{file}”的格式({format}),请另存为 CSV 或 XLSX。',
    'The format of “{file}” ({format}) is not supported yet; save it as CSV or XLSX.',
  ],
  'error.encoding-unsupported': [
    '不支持编码“{encoding}”,可用 utf-8、gb18030、utf-16le 等。',
    'Encoding “{encoding}” is not supported; use utf-8, gb18030, utf-16le …',
  ],
  'error.sheet-not-found': [
    '“{file}”中没有工作表或数据表“{sheet}”。现有:{sheets}。',
    '“{file}” has no sheet or table “{sheet}”. It has: {sheets}.',
  ],
  'error.column-not-found': ['没有名为“{column}”的列,请检查列名。', 'There is no column “{column}”; check the name.'],
  'error.column-twice': [
    '两列不能都叫“{column}”,请改其中一列的对应。',
    'Two columns cannot both be “{column}”; change what one of them is taken for.',
  ],
  'error.columns-unsure': [
    '“{file}”有列与数据集“{name}”的列不同名({columns}),请打开此文件确认列的对应后再导入。',
    '“{file}” has columns named otherwise than those of “{name}” ({columns}); open the file, say which is which, and import it then.',
  ],
  'error.columns-other': [
    '“{file}”没有一列与数据集“{name}”相符,请检查是否放错了文件。',
    'No column of “{file}” is one of “{name}”; check whether it is the right file.',
  ],
  'error.watch-nobody': [
    '设置此监视的“{name}”已停用或不能导入,请由能导入的人重新保存此监视。',
    '“{name}”, who set this up, is disabled or may not import; somebody who may must save it again.',
  ],
  'error.check-running': [
    '“{name}”正在检查中，一个批次同时只做一次检查；请等它结束。',
    '“{name}” is being checked already; a batch is checked once at a time. Wait for that to end.',
  ],
  'error.watch-own-folder': [
    '“{folder}”在工作区文件夹内,不能监视;请选择别处的文件夹。',
    '“{folder}” lies inside the folder of the workspace and cannot be watched; choose one elsewhere.',
  ],
  'error.too-many-columns': ['“{file}”有 {count} 列,超过上限 {limit} 列。', '“{file}” has {count} columns; the limit is {limit}.'],
  'error.value-too-long': [
    '“{file}”第 {line} 行有一个值超过 {limit},很可能缺少一个引号。',
    '“{file}”, line {line}: a value is longer than {limit}; most likely a quote is missing.',
  ],
  'error.json-value-too-large': [
    '“{file}”从第 {line} 行开始的一个 JSON 对象超过 {limit},不能作为一条记录;对象里有记录的列表时请选那张表,否则请让提供方改为导出记录的列表或每行一条记录(JSONL),也请检查那里是否缺少引号或括号。',
    '“{file}”: one JSON object, from line {line} on, is over {limit} and cannot be one record; choose a list of records inside if it has one, or have it exported as a list of records or one record a line (JSONL), and see whether a quote or bracket is missing there.',
  ],
  'error.json-invalid': [
    '“{file}”第 {line} 行第 {column} 列起不是正确的 JSON,可能没有传完;请重新取得该文件,或请提供方检查那里的引号、逗号和括号。',
    '“{file}” is no JSON from line {line}, column {column} on; perhaps it is incomplete. Get it again, or have the quotes, commas and brackets there looked at.',
  ],
  'error.json-key-twice': [
    '“{file}”第 {line} 行第 {column} 列之前的键在同一个对象里出现了两次,无法确定以哪个为准;请提供方改正。',
    '“{file}”: the key before line {line}, column {column} stands twice in one object, and nobody can tell which of them counts; have it put right.',
  ],
  'error.json-list-empty': ['“{file}”是一个空的列表,没有可导入的记录。', '“{file}” is a list without entries: there is nothing to import.'],
  'error.json-no-records': [
    '“{file}”是 JSON,但里面没有记录(对象),没有可导入的行。',
    '“{file}” is JSON, but holds no records (objects) that could be rows.',
  ],
  'error.too-many-malformed': [
    '“{file}”坏行过多({count} 行),请检查分隔符和编码。',
    '“{file}” has too many malformed lines ({count}); check delimiter and encoding.',
  ],
  'error.repair-file-invalid': [
    '修复方案文件“{file}”无法使用：{problem}。请按手册中的格式改正后重试。',
    'Recipe file “{file}” cannot be used: {problem}. Correct it as the guide shows and try again.',
  ],
  'error.repair-nothing': [
    '这些步骤在“{name}”第 {number} 批中没有可改的值，没有生成派生批次。',
    'These steps change nothing in batch {number} of “{name}”; no derived batch was made.',
  ],
  'error.repair-signed': [
    '“{name}”第 {number} 批的检查结果已经签批，不能撤销。需要更正时请另做一个派生批次。',
    'A result of batch {number} of “{name}” was signed off, so it cannot be undone. Make another derived batch instead.',
  ],
  'error.repair-submitted': [
    '“{name}”第 {number} 批的检查结果正在审核。请先撤回审核，再撤销这个派生批次。',
    'A result of batch {number} of “{name}” waits for review. Withdraw the review first, then undo the batch.',
  ],
  'error.repair-derived': [
    '另有派生批次来自“{name}”第 {number} 批。请先撤销那个批次。',
    'Another batch was derived from batch {number} of “{name}”. Undo that one first.',
  ],
  'error.rule-file-invalid': ['规则文件“{file}”第 {line} 行有误:{problem}。', 'Rule file “{file}”, line {line}: {problem}.'],
  'error.unknown-key': ['不认识“{key}”,是否想写“{nearest}”?', 'Unknown key “{key}”; did you mean “{nearest}”?'],
  'error.unknown-kind': ['没有名为“{kind}”的规则类型,是否想写“{nearest}”?', 'There is no rule kind “{kind}”; did you mean “{nearest}”?'],
  'error.unsupported-expectation': ['不支持检查项“{expectation}”。', 'Expectation “{expectation}” is not supported.'],
  'error.unknown-template': [
    '没有名为“{template}”的模板,是否想写“{nearest}”?',
    'There is no template “{template}”; did you mean “{nearest}”?',
  ],
  'error.parameter-missing': [
    '缺少参数“{name}”(类型 {type}),请在 with 中给出,或为它设默认值。',
    'Parameter “{name}” ({type}) is missing; give it under `with`, or give it a default.',
  ],
  'error.parameter-invalid': ['参数“{name}”的值应为 {type}。', 'Parameter “{name}” must be of type {type}.'],
  'error.parameter-unknown': [
    '占位符“{name}”没有声明,是否想写“{nearest}”?请在 parameters 中声明。',
    'Placeholder “{name}” is not declared; did you mean “{nearest}”? Declare it under `parameters`.',
  ],
  'error.parameter-in-query': [
    'SQL 里不能用占位符“{name}”;请改用 where、expression 等表达式。',
    'Placeholder “{name}” cannot stand in SQL; use an expression such as `where` instead.',
  ],
  'error.rule-override-unknown': [
    '没有继承到编号为“{rule}”的规则,是否想写“{nearest}”?新规则要写明 kind。',
    'No rule “{rule}” is inherited; did you mean “{nearest}”? A new rule needs its kind.',
  ],
  'error.rule-parent-missing': [
    '“{file}”第 {line} 行继承的规则集“{name}”不存在,或有多个同名;请检查名称。',
    '“{file}”, line {line}: there is no rule set “{name}” to extend, or more than one; check the name.',
  ],
  'error.rule-parent-circle': [
    '“{file}”第 {line} 行:规则集互相继承成环({path}),请去掉其中一处 extends。',
    '“{file}”, line {line}: rule sets extend one another in a circle ({path}); take one `extends` out.',
  ],
  'error.rule-set-in-use': [
    '规则集“{name}”被“{by}”继承,不能删除或改名;请先去掉那里的 extends。',
    'Rule set “{name}” is extended by “{by}” and can be neither removed nor renamed; take that `extends` out first.',
  ],
  'error.sql-refused': [
    '这条 SQL 不被允许:{problem}。只能对本数据集写一条查询语句。',
    'This SQL is refused: {problem}. Write one SELECT over this dataset.',
  ],
  'error.expression-invalid': ['表达式第 {position} 个字符处有误:{problem}。', 'Expression, character {position}: {problem}.'],
  'error.nothing-to-measure': [
    '规则“{rule}”没有可计算的值。请检查列中是否有数值或日期。',
    'Rule “{rule}” finds nothing to measure; check that the column holds numbers or dates.',
  ],
  'error.not-evaluated': [
    '此规则未评估({need}),补齐所缺内容后重新检查。',
    'The rule was not evaluated ({need}); supply what is missing and check again.',
  ],
  'error.not-supported-yet': ['当前版本尚不支持{what}。', '{what} is not supported in this version.'],
  'error.workspace-none': ['还没有打开工作区,请先新建或打开。', 'No workspace is open; create or open one first.'],
  'error.workspace-busy': [
    '工作区“{name}”正被另一个家底程序使用,请先关闭那个程序。',
    'Workspace “{name}” is in use by another Jiadi; close that one first.',
  ],
  'error.workspace-locked': ['工作区已锁定,请登录后继续。', 'The workspace is locked; sign in to go on.'],
  'error.workspace-newer': [
    '工作区由更新版本创建(版本 {version},本程序认识到 {known}),未作任何改动,请升级程序。',
    'The workspace comes from a newer version ({version}; this program knows {known}). Nothing was changed; update the program.',
  ],
  'error.workspace-damaged': [
    '工作区“{name}”无法打开:{problem}。请从快照恢复。',
    'Workspace “{name}” cannot be opened: {problem}. Restore it from a snapshot.',
  ],
  'error.workspace-exists': ['文件夹“{name}”里已有工作区,请直接打开。', 'Folder “{name}” holds a workspace already; open it instead.'],
  'error.workspace-unsafe-place': [
    '文件夹“{name}”不适合存放工作区:{problem}。请选本机磁盘上的空文件夹。',
    'Folder “{name}” is no place for a workspace: {problem}. Choose an empty folder on a local disk.',
  ],
  'error.wrong-password': ['账号或口令不正确,还可再试 {left} 次。', 'Account or password is wrong; {left} tries left.'],
  'error.locked-out': ['口令错误次数过多,请 {minutes} 分钟后再试。', 'Too many wrong passwords; try again in {minutes} minutes.'],
  'error.weak-password': [
    '口令至少 10 位,并含大写、小写、数字、符号中的三类。',
    'A password has at least 10 characters of three classes (upper, lower, digit, symbol).',
  ],
  'error.denied': ['您的角色不能执行此操作,需要:{role}。', 'Your role may not do this; it takes: {role}.'],
  'error.maker-is-checker': ['您是提交人,不能审核自己提交的内容。', 'You submitted this and cannot review it yourself.'],
  'error.blocked-by-critical': [
    '有 {count} 条关键规则未通过,不能批准。请整改后重新检查。',
    '{count} critical rules fail, so it cannot be approved. Mend the data and check again.',
  ],
  'error.in-place-cut': [
    '这次检查中途断开(与 {host} 的连接,只答了 {answered} 条规则),不能提交审核。请重新检查后再提交。',
    'This check was cut short (the connection to {host}; only {answered} rules were answered), so it cannot be submitted. Check again and submit that.',
  ],
  'error.in-place-outdated': [
    '“{name}”的这张表之后又用同一规则集检查过,请提交最新的一次检查。',
    'The table of “{name}” was checked again by the same rules since. Submit the newest check.',
  ],
  'error.decision-followed': [
    '“{name}”的结论不能撤回：之后的第 {number} 批已接受，它以本批的结论为基础。',
    'What was decided on “{name}” stays: batch {number} was accepted after it and builds on it.',
  ],
  'error.decision-reviewed': [
    '“{name}”的结论不能撤回：本批的质量检测已提交或通过审核。请先撤回提交。',
    'What was decided on “{name}” stays: a quality run over it is under review or approved. Withdraw what was submitted first.',
  ],
  'error.decision-first': [
    '“{name}”的结论不能撤回：它是数据集最早的内容，没有可以退回的批次。',
    'What was decided on “{name}” stays: it is the first content of the dataset, and there is nothing to go back to.',
  ],
  'error.state-changed': ['“{name}”的状态已变为“{state}”,不能再执行此操作。', '“{name}” is now “{state}”; this can no longer be done.'],
  'error.rework-unknown': [
    '“{file}”不是本工作区发出的整改表:没有找到表编号和“处理结果”列。请选择责任单位填好的整改表(xlsx、xls 或 ods)。',
    '“{file}” is no rework sheet of this workspace: neither its number nor the column 处理结果 was found. Choose the sheet that the unit filled in (xlsx, xls or ods).',
  ],
  'error.rework-other': [
    '“{file}”是工单 {issue} 的整改表 {name},不属于当前工单。请在该工单中收回。',
    '“{file}” is sheet {name} of issue {issue}, not of this one. Take it back there.',
  ],
  'error.rework-in-place': [
    '工单 {issue} 的问题行在数据库里,没有批次行号,不能做整改表。请在库内检查结果中查看并复制问题行,或在源库更正后再查一次。',
    'The failing rows of issue {issue} stand in the database and have no row numbers, so there is no rework sheet. Look at them in the check and copy them, or mend them in the database and check again.',
  ],
  'error.rework-too-many': [
    '不通过的有 {count} 行,超过一张整改表的上限 {limit} 行。请先在源头批量更正,或按单位拆分工单。',
    '{count} rows failed, more than the {limit} of one rework sheet. Mend them in bulk at the source first, or split the issue by unit.',
  ],
  'error.waiver-needs-day': [
    '接受例外必须有到期日,且不能早于今天({today})。请填写到期日。',
    'An accepted exception must end on a day, not before today ({today}). Enter the day.',
  ],
  'error.waiver-needs-key': [
    '没有指认行的列,这些行下次认不出来,只能按整条规则或单位豁免。请给表加主键,或检查时选“指认行的列”。',
    'No column names the rows, so they would not be known again: only the whole rule or a unit can be waived. Give the table a primary key, or choose columns that name a row for the check.',
  ],
  'error.waiver-needs-rows': [
    '规则“{rule}”的不通过没有可以指明的行,只能按整条规则豁免。',
    'The failures of the rule “{rule}” name no rows of this issue; only the whole rule can be waived.',
  ],
  'error.grant-expired': ['文件授权已失效,请重新选择文件。', 'The permission for this file has expired; choose the file again.'],
  'error.disk-full': [
    '磁盘空间不足,写入“{file}”失败,未留下半成品。请腾出空间后重试。',
    'The disk is full: “{file}” could not be written and nothing was left behind. Free space and try again.',
  ],
  'error.file-locked': ['文件“{file}”正被其他程序占用,请关闭后重试。', 'File “{file}” is held by another program; close it and try again.'],
  'error.no-permission': ['没有读写“{file}”的权限。', 'No permission to read or write “{file}”.'],
  'error.offline': [
    '当前没有网络,内容已放入待同步队列,联网后自动发送。',
    'There is no network; it waits in the outbox and is sent by itself later.',
  ],
  'error.platform-refused': ['平台拒收:{problem}。', 'The platform refused: {problem}.'],
  'error.platform-untrusted': [
    '平台回执的签名不可信,已拒绝。请核对平台地址与公钥。',
    'The platform’s signature cannot be trusted and was refused. Check its address and public key.',
  ],
  'error.port-in-use': ['端口 {port} 已被占用,请用 --port 换一个。', 'Port {port} is taken; choose another with --port.'],
  'error.database-unreachable': [
    '连不上数据库 {host}:{reason}。请检查 --db 地址、账号和数据库服务。',
    'Database {host} cannot be reached: {reason}. Check the --db address, the account and the server.',
  ],
  'error.cancelled': ['已取消,没有留下任何改动。', 'Cancelled; nothing was changed.'],
  'error.superseded': ['已被更新的请求取代。', 'Replaced by a newer request.'],
  'error.engine-restarted': [
    '后台程序刚刚重新启动,已确认的内容都在,请重试刚才的操作。',
    'The engine has just restarted; everything confirmed is safe. Repeat the last action.',
  ],
  'error.column-not-text': [
    '“{column}”不是名称类的文本列:号码、代码、日期、金额差一个字就是另一个,不查相近写法。',
    '“{column}” is no text column of names: numbers, codes, dates and amounts are another thing with one character changed, so spellings are not looked for.',
  ],
  'error.too-many-values': [
    '“{column}”有超过 {max} 个不同的值,没有查找。请先按条件筛出要看的行另存一批。',
    '“{column}” has more than {max} different values; nothing was looked for. Take the rows in question into a batch of their own.',
  ],
  'error.too-many-alike': [
    '这一列彼此相像的值太多,没有查完,不给出部分结果。请提高相似度再试。',
    'Too many values of this column resemble each other; nothing partial is shown. Try a higher similarity.',
  ],
  'error.limit-reached': ['已达到上限({limit}),请稍后再试。', 'A limit was reached ({limit}); try again later.'],
  'limit.unit.rows': ['{count} 行', '{count} rows'],
  'limit.unit.tables': ['{count} 张表', '{count} tables'],
  'limit.unit.entries': ['压缩包内 {count} 个文件', '{count} files in the archive'],
  'limit.unit.texts': ['{count} 个不同文本', '{count} different texts'],
  'limit.unit.cells': ['{count} 个单元格', '{count} cells'],
  'limit.unit.values': ['一页 {count} 个值', '{count} values in a page'],
  'limit.unit.characters': ['{count} 个字符', '{count} characters'],
  'limit.rules': ['规则超过 {max} 条,请拆成几个规则集。', 'More than {max} rules; make several rule sets of them.'],
  'limit.rule-sets': [
    '逐层继承的规则集超过 {max} 个,请减少重复的继承。',
    'More than {max} rule sets are inherited one through another; inherit each of them once.',
  ],
  'limit.distinct': [
    '这一列的不同值超过 {max} 个,这条规则不适用。',
    'The column has more than {max} different values; this rule does not suit it.',
  ],
  'limit.groups': ['分组超过 {max} 个,请按不同值较少的列分组。', 'More than {max} groups; group by columns of fewer different values.'],
  'limit.findings': ['查询返回的行太多,请缩小查询。', 'The query gives too many rows; narrow it.'],
  'limit.memory': ['查询占用的内存太多,已停止;请缩小查询。', 'The query took too much memory and was stopped; narrow it.'],
  'limit.reference': [
    '对照数据集要记住的值太多,请少比几列。',
    'Too many values of the other dataset would have to be kept; compare fewer columns.',
  ],
  'error.timeout': ['{what}超过 {seconds} 秒未完成,已停止。', '{what} took longer than {seconds} seconds and was stopped.'],
  'error.internal': [
    '程序内部错误,已记入日志{log}。已确认的内容不受影响。',
    'Internal error, written to the log {log}. What was confirmed is not affected.',
  ],
  ...sourceErrorText,
} satisfies Readonly<Record<`error.${ErrorCode}`, Pair> & Record<`limit.${string}`, Pair>>);
