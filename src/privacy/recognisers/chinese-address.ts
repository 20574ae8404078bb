import { ADMINISTRATIVE_PLACE } from '../places.ts'
import { matches, type Recogniser, type Span } from '../recogniser.ts'

const NUMBER = '(?:[0-9]{1,5}|[一二三四五六七八九十百〇零]{1,5}|[甲乙丙丁A-Za-z][0-9]{0,4})(?:[-之][0-9A-Za-z]{1,5})?'
const UNIT = '(?:号楼|号院|号门|号|弄|栋|幢|座|单元|室|房|楼|层|组|队|户|门)'
/** What a house number stands behind. */
const STREET =
  '(?:大道|大街|街道|路|街|巷|弄|胡同|里|条|道|村|屯|小区|新区|社区|花园|家园|公寓|大厦|广场|苑|庭|府|园|湾|城|中心|工业区|开发区|科技园|山庄|别墅|新村|宿舍|院|东段|西段|南段|北段|中段|段)'
const LEFT_MOST = 48
const END_OF_LEFT = new RegExp(`${STREET}[ ,，]?$`)
/** Words that end as streets do. */
const NO_STREET =
  /(?:知道|难道|味道|渠道|频道|报道|轨道|这里|那里|哪里|家里|手里|店里|心里|公里|政府|一条|两条|几条|这条|那条|阶段|手段|商城|长城|一路|线路|电路|思路|半路)[ ,，]?$/
const HOUSE = new RegExp(
  `(?<v>(?:第)?${NUMBER} ?(?:号楼|号院|号|弄|栋|幢|座|单元|室)(?!线|店|链|机|码|色|字|电|充|款|门店|客服|仓|文|令|下午|上午|早|晚|到|发|左右|之前|前|以)` +
    `(?:[ ,，]?(?:[\\u4e00-\\u9fff]{2,8}(?:大厦|广场|小区|花园|公寓|家园|苑|中心|院|城|新村|港湾|湾|园|庭|府|宿舍|学校|大学|公司))?[ ,，]?${NUMBER} ?${UNIT}){0,5}(?:[ ,，]?(?:${NUMBER})(?![0-9A-Za-z元块点月日年天件个]))?)`,
  'g',
)
/** 阳光花园12-3-402 */
const DASHED = /(?<v>[0-9]{1,3}-[0-9]{1,2}-[0-9]{2,4}|[0-9]{1,3}-[0-9]{3,4})(?![0-9-])(?:室|号)?/g
/** 太康县王集乡李楼村三组: known without any number. */
const VILLAGE = new RegExp(
  `(?<v>[\\u4e00-\\u9fff]{1,6}(?:县|区|市|旗)[ ,，]?[\\u4e00-\\u9fff]{1,6}(?:乡|镇|街道)[ ,，]?[\\u4e00-\\u9fff]{1,8}(?:村|屯|社区|组)(?:${NUMBER}(?:组|队|号))?)`,
  'g',
)
const CUE =
  /(?:收货地址|家庭地址|联系地址|地址|住址|寄送?到|送货?到|发货?到|快递到|邮寄到|派送到|配送到|改成|改为|改到|换成|住在|位于|我家|家住|搬到|公司在|人在|寄往|发往|就在|应该是|[是查]|帮我查下|[寄送发住到在去往])(?:了|是|为|的)?[ :：]*/g
const BREAK = /[。！？!?；;:：@.\n、()（）【】[\]"“”]/g

/** Chinese addresses down to a house: what a city or district alone names is not personal, and stays. */
export const chineseAddress: Recogniser = {
  name: 'chinese-address',
  kind: 'address',
  *find({ narrow }) {
    for (const detail of [...matches(narrow, HOUSE), ...matches(narrow, DASHED)]) {
      const left = narrow.slice(Math.max(0, detail.from - LEFT_MOST), detail.from)
      if (END_OF_LEFT.test(left) && !NO_STREET.test(left))
        yield { from: detail.from - left.length + beginning(left), to: detail.to }
    }
    for (const { from, to } of matches(narrow, VILLAGE)) yield fromProvince(narrow, { from, to })
  },
}

/** Where the address begins in the text before its house number: at a known place, else behind a cue word. */
function beginning(left: string): number {
  let from = 0
  for (const { index } of left.matchAll(BREAK)) from = index + 1
  const clause = left.slice(from)
  const named = clause.search(SUFFIXED)
  const place = named >= 0 ? named : clause.search(PLACE)
  return from + (place >= 0 ? place : behindCue(clause))
}

/** A province or city that is no street's name: 中山北路 is in any city. */
const PLACE = new RegExp(`${ADMINISTRATIVE_PLACE.source}(?![东西南北中一二三四]?[路街道大巷])`)

const SUFFIXED = new RegExp(
  `(?:${ADMINISTRATIVE_PLACE.source}[省市]|内蒙古自治区|广西壮族自治区|西藏自治区|宁夏回族自治区|新疆维吾尔自治区)`,
)

/** The last pieces between commas that belong to an address, without the words that lead to it. */
function behindCue(clause: string): number {
  let from = lastComma(clause, clause.length - 1) + 1
  while (from > 1) {
    const previous = lastComma(clause, from - 1) + 1
    if (!DISTRICT.test(clause.slice(previous, from - 1))) break
    from = previous
  }
  const piece = clause.slice(from)
  let cueEnd = 0
  for (const { 0: cue, index } of piece.matchAll(CUE)) {
    if (index + cue.length < piece.length - 1) cueEnd = index + cue.length
  }
  return from + cueEnd
}

const DISTRICT = /^.{0,12}(?:省|市|区|县|镇|乡|街道)$/
const lastComma = (text: string, before: number): number =>
  before <= 0 ? -1 : Math.max(text.lastIndexOf(',', before - 1), text.lastIndexOf('，', before - 1))

/** A village pattern begins where its first characters happen to be: what stands before may be the province, or no part of it. */
function fromProvince(text: string, { from, to }: Span): Span {
  const left = text.slice(Math.max(0, from - 12), to)
  const shift = from - Math.max(0, from - 12)
  const place = left.search(ADMINISTRATIVE_PLACE)
  if (place >= 0 && place <= shift + 6) return { from: from - shift + place, to }
  const cue = [...left.slice(0, shift + 6).matchAll(CUE)].at(-1)
  return { from: cue ? Math.max(from, from - shift + cue.index + cue[0].length) : from, to }
}
