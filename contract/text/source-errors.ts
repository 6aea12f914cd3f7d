import { defineText } from './define.ts';

/** What can go wrong between here and a database: what, where, how to mend it. */
export const sourceErrorText = defineText({
  'error.source-host-unknown': [
    '找不到主机“{host}”。请检查主机名的拼写，或改用 IP 地址，并确认本机已接入该网络。',
    'Host “{host}” is not known. Check its spelling or use its IP address, and whether this machine is on that network.',
  ],
  'error.source-refused': [
    '{host} 的端口 {port} 拒绝连接。请检查端口是否正确、数据库服务是否已启动、防火墙是否放行。',
    '{host} refuses connections on port {port}. Check the port, whether the database runs, and the firewall.',
  ],
  'error.source-timeout': [
    '{host}:{port} 在 {seconds} 秒内没有应答。请检查地址、端口和协议，并确认网络和防火墙放行。',
    '{host}:{port} did not answer within {seconds} seconds. Check address, port and protocol, and that network and firewall let you through.',
  ],
  'error.source-protocol': [
    '{host}:{port} 上的服务不说 {protocol} 协议。请检查端口，或换一种协议。',
    'What answers on {host}:{port} does not speak the protocol of {protocol}. Check the port, or choose the other protocol.',
  ],
  'error.source-tls': [
    '与 {host} 建立加密连接失败：{problem}。请核对 CA 证书和主机名，或改用其他加密方式。',
    'No encrypted connection to {host}: {problem}. Check the CA certificate and the host name, or choose another encryption mode.',
  ],
  'error.source-login': [
    '用户“{user}”登录失败。请检查用户名和密码。',
    'User “{user}” could not log in. Check the user name and the password.',
  ],
  'error.source-login-method': [
    '{host} 要求的登录方式本程序不支持（{problem}）。请管理员为用户“{user}”改用 md5、scram-sha-256、sha256(GaussDB)或 mysql_native_password 认证。',
    '{host} asks for a way to log in that is not supported ({problem}). Ask its administrator to let user “{user}” log in by md5, scram-sha-256, sha256 (GaussDB) or mysql_native_password.',
  ],
  'error.source-not-admitted': [
    '{host} 不允许本机以用户“{user}”连接。请管理员在访问控制（pg_hba.conf 或用户的主机范围）中放行，或检查加密方式。',
    '{host} does not let this machine connect as “{user}”. Ask its administrator to allow it (pg_hba.conf, or the user’s host), or check the encryption mode.',
  ],
  'error.source-no-database': [
    '数据库“{database}”不存在，或用户“{user}”无权进入。请检查数据库名和授权。',
    'There is no database “{database}”, or user “{user}” may not enter it. Check the name and the grants.',
  ],
  'error.source-denied': [
    '用户“{user}”没有读取的权限：{problem}。请管理员授予 SELECT 权限。',
    'User “{user}” may not read this: {problem}. Ask the administrator for the right to SELECT.',
  ],
  'error.source-busy': [
    '{host} 暂时不接受新的连接：{problem}。请稍后再试。',
    '{host} takes no new connections at the moment: {problem}. Try again later.',
  ],
  'error.source-slow': [
    '数据库超过 {seconds} 秒没有给出数据，已停止，未导入任何数据。请缩小查询，或在连接中放宽时限。',
    'The database gave nothing for {seconds} seconds; it was stopped and nothing was imported. Narrow the query, or allow more time in the connection.',
  ],
  'error.source-lost': [
    '与 {host} 的连接中断，未导入任何数据。请检查网络和数据库服务后重试。',
    'The connection to {host} was lost and nothing was imported. Check the network and the database, then try again.',
  ],
  'error.in-place-slow': [
    '数据库超过 {seconds} 秒没有答完这条规则，已停止；其他规则不受影响。请给规则加条件，或在连接中放宽时限。',
    'The database did not answer this rule within {seconds} seconds; it was stopped, the other rules were not. Narrow the rule, or allow more time in the connection.',
  ],
  'error.in-place-lost': [
    '检查途中与 {host} 的连接中断：{total} 条规则中已有 {done} 条得出结果，其余没有检查。请检查网络和数据库服务后再查一次。',
    'The connection to {host} was lost during the check: {done} of {total} rules had been answered, the others were not checked. Check the network and the database, then check again.',
  ],
  'error.source-sql': [
    '查询不能使用（“{found}”）。这里只能写一条 SELECT，不写入、不加锁。',
    'This query cannot be used (“{found}”). Write one SELECT that neither writes nor locks.',
  ],
  'error.source-query': ['数据库不接受这条查询：{problem}。', 'The database does not accept this query: {problem}.'],
  'error.source-changed': [
    '读取“{name}”时列发生了变化，未导入任何数据。请重新预览后再导入。',
    'The columns of “{name}” changed while it was read; nothing was imported. Preview it again, then import.',
  ],
  'error.source-password-needed': [
    '连接“{name}”的服务器、用户或加密方式已改变，请重新输入密码。',
    'The server, user or encryption of “{name}” is another one now; enter the password again.',
  ],
});
