import { EDGE_AFTER, matches, type Recogniser } from '../recogniser.ts'

const ID = `(?<v>[A-Za-z][A-Za-z0-9_-]{5,23})${EDGE_AFTER}`
/** 微信 and how it is written to slip past filters. */
const CHINESE = new RegExp(
  `(?:微信|薇信|威信|维信|徽信|v信|vx|wx(?!id_)|绿泡泡|加(?:我|个|下)?v)(?:号|id|账号|帐号)?(?:码|呗|吧|呀|哈)?[ :是为叫，,]{0,3}(?:号)?[ :]?${ID}`,
  'gi',
)
const ENGLISH = new RegExp(
  `(?:\\bmy |\\bon |\\b)(?<cue>we ?chat|weixin)(?<told> ?(?:id|account|handle|name)? ?(?::|is|=|#)? ?)${ID}`,
  'gi',
)
/** Words that follow the cue and are no id. */
const WORDS =
  /^(?:alipay|applepay|paypal|wechat|weixin|official|iphone|android|huawei|xiaomi|harmony|payment|payments|account|number|because|please|instead|banned|blocked|broken|working|cannot|doesn|install|message|messages|moments|support|available|accepted|refund|mini-?program|scanned|transfer|wallet|should|before|contact|customer)$/i

/** WeChat ids behind a cue word. A phone or QQ number used as one is found as what it is. */
export const wechat: Recogniser = {
  name: 'wechat',
  kind: 'wechat',
  *find({ narrow }) {
    if (!/[a-z]{2}/i.test(narrow)) return
    yield* matches(narrow, CHINESE, (found) => !WORDS.test(found) && !isProduct(found))
    for (const match of narrow.matchAll(ENGLISH)) {
      const { v = '', told = '' } = match.groups ?? {}
      const isSaid = /id|account|handle|[:=#]/i.test(told) || (/is/i.test(told) && /^my/i.test(match[0]))
      if (WORDS.test(v) || !(isSaid || /[0-9_-]/.test(v))) continue
      const from = match.index + match[0].lastIndexOf(v)
      yield { from, to: from + v.length }
    }
  },
}

const isProduct = (found: string): boolean =>
  /^(?:iphone|ipad|redmi|mate|note|rtx|gtx|ps5|switch|xbox)[\d_-]*/i.test(found)
