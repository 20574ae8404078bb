import type { Recogniser, Span } from '../recogniser.ts'
import { DOUBLE_SURNAMES, SURNAMES } from '../surnames.ts'

const CUE =
  /(?:我叫|我名叫|我的名字(?:叫|是)|名字(?:叫|是|[:：])|姓名(?:叫|是|为|[:： ])|(?:联系人|收货人|收件人)(?:叫|是|为|改为|改成|写|填)?|购买人(?:是|[:： ])|持卡人(?:是|[:： ])|开票人(?:是|[:： ])|户名(?:是|[:： ])|抬头写个人|本人(?:叫|姓名)?(?=[\u4e00-\u9fff]{2,3}[,，。 (（])|\bname(?: is|'s|:)|\b(?:recipient|contact|receiver|consignee)(?: is|:))[ :：]{0,2}/gi
/** Cannot stand in a given name, or makes of the characters before another word: the name ends before it. */
const NOT_IN_NAME = new Set(
  '的了是在和与跟有没不要想问买卖说打找看给请帮麻谢您你我他她它们个这那哪电手号码住址收货寄送发到从呢啊吧吗哦呀嘛噢先女老同师经今昨后前左右年月日点分和及或就也都还又再能可会把被让叫对吃付加减乘除已曾将才只'.split(
    '',
  ),
)
const TITLES = /^(?:先生|女士|小姐|太太|老师|经理|师傅|阿姨|大哥|哥|姐)/
/** Words that begin with a family name and are none. */
const NO_NAME =
  /^(?:安装|高级|方便|时间|白色|黑色|黄色|金色|马上|任何|成功|单独|单位|全部|温馨|应该|万一|常用|连接|关于|明天|于是|水|石头|包装|包邮|包裹|管理|车位|车主|车来|简单|易损|向|金额|金卡|方案|方式|高端|马桶|常见|文件|文字|安全|安排|安卓|程序|余额|任意|兰蔻|华为|荣耀|古驰|段子|洪水|童装|童鞋|游戏|房东|关闭|关机|左边|毕竟|单子|单号|甘|康师傅|何时|何地|高兴|白跑|白等|花|牛|鲁|齐全|盛夏|项目|祝|凌晨|古|黎明|武|陆续|温度|项|严重|严格|易|付款|付钱|龙|雷|池|钱)/
const IS_CHINESE = /[\u4e00-\u9fff]/

/** Names behind a cue word: a family name that exists, and one or two characters. */
export const chineseName: Recogniser = {
  name: 'chinese-name',
  kind: 'name',
  *find({ narrow }) {
    for (const { 0: cue, index } of narrow.matchAll(CUE)) {
      const name = nameAt(narrow, index + cue.length)
      if (name !== null) yield name
    }
  },
}

function nameAt(text: string, from: number): Span | null {
  const rest = text.slice(from, from + 8)
  if (NO_NAME.test(rest)) return null
  const family = DOUBLE_SURNAMES.has(rest.slice(0, 2)) ? 2 : SURNAMES.has(rest[0] ?? '') ? 1 : 0
  if (family === 0) return null
  let length = family
  while (length < family + 2 && IS_CHINESE.test(rest[length] ?? '') && !NOT_IN_NAME.has(rest[length]!)) length++
  if (TITLES.test(rest.slice(family))) return { from, to: from + family }
  return length > family ? { from, to: from + length } : null
}
