import type {
  callers as callersIn,
  diagnosis as diagnosisIn,
  sampleChecks as sampleChecksIn,
  shapes as shapesIn,
} from './callers.en.ts'

export const callers: typeof callersIn = {
  as: '身份',
  bySession: name => `${name}（当前登录）`,
  another: '其他密钥…',
  title: '使用其他密钥运行',
  hint: '密钥只保存在本页面的内存中，不会写入地址、历史记录或本设备。退出登录、离开控制台或点击“忘记该密钥”后即被清除。',
  check: '使用该密钥',
  forget: '忘记该密钥',
  missing: '请填写 AccessKey ID 和 AccessKey Secret。',
  asking: '正在向服务器查询该密钥的身份…',
  is: arn => `该密钥属于 ${arn}。`,
  notTold: reason => `服务器没有说明该密钥属于谁（${reason}）。调用仍会使用它签名。`,
  madeBy: '签名密钥',
  explainedBySession: name => `由 ${name} 查询原因：服务器只会告知本账号的调用。`,
  notOnRecord: '本账号下没有这次调用的记录：不被信任的密钥，以及其他账号的密钥，不会在此留下记录。',
  notAnswered: '服务器没有响应这次调用，因此没有可显示的内容。',
}

export const diagnosis: typeof diagnosisIn = {
  decode: '解码拒绝原因',
  decoding: '正在解码…',
  refused: (code, message) => `无法解码。${code}：${message}`,
  title: '解码后的原因',
  verdict: '结论',
  explicit: '有语句明确拒绝。',
  implicit: '没有语句允许。',
  policyType: '作出拒绝的策略类型',
  action: '操作',
  resource: '资源',
  principal: '被拒绝者',
  because: '原因',
  policies: '匹配到的策略',
  noPolicies: '没有任何策略的语句匹配。',
  conditions: '条件可以判断的调用信息',
}

export const sampleChecks: typeof sampleChecksIn = {
  run: '已验证：我们的测试会在服务器上实际运行这些程序。',
  syntax: '仅检查语法：编译器会读取这些程序，但我们的测试不会运行它们。',
  no: '未验证：根据该工具自身的说明编写，我们的测试既不检查也不运行它。',
}

export const shapes: typeof shapesIn = {
  range: (least, most) => `取值范围：${least} 至 ${most}。`,
  length: most => `最多 ${most} 个字符。`,
  pattern: pattern => `格式：${pattern}`,
  secret: '机密：不会写入日志、审计记录或链接。',
  items: (least, most) => `${least} 至 ${most} 项。`,
  fits: '该响应的所有字段都符合结构定义。',
  misfits: count => `${count} 个字段不符合结构定义。`,
  refusal: '调用被拒绝：拒绝信息不含该结构的字段。',
  wrong: type => `不符合：应为 ${type}`,
  absent: '结构定义中有、但本次响应中没有的字段',
  nothingAbsent: '结构定义中的字段全部返回。',
}
