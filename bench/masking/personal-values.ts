import { passesLuhn } from '../../src/privacy/recognisers/card.ts'
import { checkCharacter } from '../../src/privacy/recognisers/resident-id.ts'
import type { Random } from '../../src/stats/random.ts'
import { ENGLISH_FIRST, ENGLISH_LAST, PINYIN, PLACES, REGIONS, ROADS, STREET_TYPES, STREETS } from './value-words.ts'

/** Draws made-up personal data. Nobody's on purpose, but shaped like the real thing, with right check digits. */
export class Values {
  readonly #random: Random

  constructor(random: Random) {
    this.#random = random
  }

  below = (n: number): number => Math.floor(this.#random() * n)
  chance = (p: number): boolean => this.#random() < p
  one = <T>(of: readonly T[]): T => of[this.below(of.length)]!
  digits = (n: number): string => Array.from({ length: n }, () => this.below(10)).join('')
  from = (signs: string, n: number): string => Array.from({ length: n }, () => signs[this.below(signs.length)]).join('')

  mobile(): string {
    const raw = `1${this.one(['38', '39', '36', '35', '50', '51', '58', '59', '86', '87', '88', '77', '89', '99', '73', '31', '56', '66'])}${this.digits(8)}`
    const groups = [raw.slice(0, 3), raw.slice(3, 7), raw.slice(7)]
    return this.one([
      () => raw,
      () => raw,
      () => raw,
      () => groups.join(' '),
      () => groups.join('-'),
      () => `+86 ${raw}`,
      () => `+86-${groups.join('-')}`,
      () => `0086${raw}`,
      () => `(+86)${raw}`,
      () => [...raw].join(' '),
      () => wide(raw),
      () => [...raw].map((digit, i) => (i % 3 === 0 ? wide(digit) : digit)).join(''),
      () => [...raw].map((digit) => '零一二三四五六七八九'[Number(digit)]).join(''),
      () => [...raw].map((digit) => (digit === '1' ? '幺' : '零一二三四五六七八九'[Number(digit)])).join(''),
      () =>
        `${raw.slice(0, 3)}${[...raw.slice(3, 7)].map((digit) => '零一二三四五六七八九'[Number(digit)]).join('')}${raw.slice(7)}`,
      () => `${raw.slice(0, 3)}.${raw.slice(3, 7)}.${raw.slice(7)}`,
      () => `${raw.slice(0, 5)} ${raw.slice(5)}`,
      () => `86${raw}`,
      () => groups.join('\u200b'),
      () => groups.join('—'),
    ])()
  }

  landline(): string {
    const [area, local] = this.one([
      ['010', `${this.one(['6', '8', '5'])}${this.digits(7)}`],
      ['021', `${this.one(['6', '5', '3'])}${this.digits(7)}`],
      ['0755', `${this.one(['8', '2'])}${this.digits(7)}`],
      ['0571', `${this.one(['8', '2'])}${this.digits(7)}`],
      ['0512', `6${this.digits(7)}`],
      ['0376', `${this.one(['6', '3'])}${this.digits(6)}`],
      ['0791', `8${this.digits(6)}`],
    ] as const)
    return this.one([
      () => `${area}-${local}`,
      () => `${area}-${local}`,
      () => `${area}${local}`,
      () => `(${area})${local}`,
      () => `（${area}）${local}`,
      () => `${area} ${local.slice(0, -4)} ${local.slice(-4)}`,
      () => `${area}-${local}转${100 + this.below(900)}`,
      () => `${area}-${local}-${8001 + this.below(40)}`,
      () => wide(`${area}-${local}`),
      () => `+86 ${area.slice(1)} ${local}`,
    ])()
  }

  foreignPhone(): string {
    const three = () => `${this.one([2, 3, 5, 6, 7, 9])}${this.digits(2)}`
    return this.one([
      () => `(${three()}) ${three()}-${this.digits(4)}`,
      () => `${three()}-${three()}-${this.digits(4)}`,
      () => `${three()}.${three()}.${this.digits(4)}`,
      () => `+1 ${three()} ${three()} ${this.digits(4)}`,
      () => `+1-${three()}-${three()}-${this.digits(4)}`,
      () => `+1${three()}${three()}${this.digits(4)}`,
      () => `+44 7${this.digits(3)} ${this.digits(6)}`,
      () => `+44 20 ${this.digits(4)} ${this.digits(4)}`,
      () => `+852 ${this.one(['5', '6', '9'])}${this.digits(3)} ${this.digits(4)}`,
      () => `+65 ${this.one(['8', '9'])}${this.digits(3)} ${this.digits(4)}`,
      () => `+61 4${this.digits(2)} ${this.digits(3)} ${this.digits(3)}`,
      () => `0049 30 ${this.digits(6)}`,
      () => `+81-90-${this.digits(4)}-${this.digits(4)}`,
      () => `+886 9${this.digits(2)} ${this.digits(3)} ${this.digits(3)}`,
    ])()
  }

  residentId(): string {
    const region = this.one(['110105', '310104', '440305', '330106', '510107', '420111', '320583', '410182', '370202'])
    const birth = `${1950 + this.below(58)}${String(1 + this.below(12)).padStart(2, '0')}${String(1 + this.below(28)).padStart(2, '0')}`
    const first = `${region}${birth}${this.digits(3)}`
    const id = first + checkCharacter(first)
    return this.one([
      () => id,
      () => id,
      () => id,
      () => id.toLowerCase(),
      () => `${id.slice(0, 6)} ${id.slice(6, 14)} ${id.slice(14)}`,
      () => `${id.slice(0, 6)}-${id.slice(6, 14)}-${id.slice(14)}`,
      () => wide(id),
    ])()
  }

  card(): string {
    const [prefix, length] = this.one([
      ['621', 19],
      ['622', 19],
      ['623', 19],
      ['6228', 19],
      ['625', 16],
      ['4', 16],
      ['51', 16],
      ['54', 16],
      ['37', 15],
      ['35', 16],
    ] as const)
    const first = prefix + this.digits(length - prefix.length - 1)
    const last = [...'0123456789'].find((digit) => passesLuhn(first + digit))!
    const number = first + last
    const inFours = number.replace(/(.{4})(?=.)/g, '$1 ')
    return this.one([
      () => number,
      () => number,
      () => inFours,
      () => inFours.replaceAll(' ', '-'),
      () => wide(number),
    ])()
  }

  email(): string {
    const who = this.one([
      () => `${this.one(PINYIN)}${this.digits(2 + this.below(3))}`,
      () => `${this.one(ENGLISH_FIRST).toLowerCase()}.${this.one(ENGLISH_LAST).toLowerCase()}`,
      () => `${this.one(PINYIN)}_${this.one(PINYIN)}`,
      () => `${1 + this.below(9)}${this.digits(8)}`,
      () => `${this.one(ENGLISH_FIRST)}+shop`,
    ])()
    const where = this.one([
      'qq.com',
      '163.com',
      '126.com',
      'gmail.com',
      'outlook.com',
      'sina.cn',
      'mail.example.com',
      'foxmail.com',
      'bluehill.co.uk',
    ])
    return this.one([
      () => `${who}@${where}`,
      () => `${who}@${where}`,
      () => `${who}@${where}`,
      () => `${who}＠${where}`,
      () => `${who} @${this.one(['qq.com', '163.com', 'gmail.com'])}`,
      () => `${who}(at)${where}`,
      () => `${who} at gmail dot com`,
      () => `${who}艾特163.com`,
    ])()
  }

  wechat(): string {
    return this.one([
      () => `${this.one(PINYIN)}${this.digits(4)}`,
      () => `${this.one(PINYIN)}_${this.digits(2)}${this.one(PINYIN)}`,
      () => `wxid_${this.from('abcdefghjkmnpqrstuvwxyz0123456789', 14)}`,
      () => `${this.one(PINYIN)}-${this.one(PINYIN)}`,
      () => `${this.one(['A', 'L', 'Mr', 'Miss'])}${this.one(PINYIN)}${this.digits(3)}`,
      () => `${this.one(PINYIN)}${this.one(PINYIN)}`,
    ])()
      .padEnd(6, '8')
      .slice(0, 20)
  }

  qq = (): string => {
    const number = `${1 + this.below(9)}${this.digits(6 + this.below(4))}`
    return this.one([() => number, () => number, () => number, () => wide(number)])()
  }

  plate(): string {
    const head = `${this.one([...'京沪粤浙苏鲁川鄂湘闽皖冀豫津渝陕辽桂'])}${this.from('ABCDEFGHJ', 1)}`
    const dot = this.one(['', '', '', '·', ' ', '-'])
    return this.one([
      () => head + dot + this.digits(5),
      () => head + dot + this.from('ABCDEFGHJKLMNPQRSTUVWXYZ', 1) + this.digits(4),
      () => head + dot + this.digits(2) + this.from('ABCDEFGHJKLMNPQRSTUVWXYZ', 2) + this.digits(1),
      () => head + dot + this.one(['D', 'F']) + this.digits(5),
      () => head + dot + this.one(['D', 'F']) + this.from('ABCDEFGHJKLMNP', 1) + this.digits(4),
      () => head + dot + this.digits(5) + this.one(['D', 'F']),
      () => (head + dot + this.from('ABCDEFGHJKLMNPQRSTUVWXYZ', 1) + this.digits(4)).toLowerCase(),
    ])()
  }

  chineseAddress(): string {
    const [province, city, district] = this.one(REGIONS)
    const road = this.one(ROADS)
    const place = this.one(PLACES)
    const n = () => 1 + this.below(300)
    const few = () => 1 + this.below(20)
    const room = () => `${1 + this.below(32)}0${1 + this.below(6)}`
    const full = province + city + district
    const short = this.one([city + district, city.replace('市', '') + district, district])
    return this.one([
      () => `${full}${road}${n()}号${place}${few()}栋${few()}单元${room()}室`,
      () => `${full}${road}${n()}号${place}${few()}栋${few()}单元${room()}室`,
      () => `${short}${road}${n()}号`,
      () => `${short}${road}${n()}号${few()}号楼${room()}`,
      () => `${short}${place}${few()}幢${room()}室`,
      () => `${short}${place}${few()}-${1 + this.below(4)}-${room()}`,
      () => `${full} ${road}${n()}弄${few()}号${room()}室`,
      () =>
        `${[province, city, district].filter((part) => part !== '').join(' ')} ${road}${n()}号${place}${few()}座${room()}`,
      () => `${place}${few()}号楼${1 + this.below(4)}单元${room()}`,
      () => `${road}${n()}号院${few()}号楼`,
      () =>
        `${province}${this.one(['太康县', '沛县', '平舆县', '安岳县', '仁寿县'])}${this.one(['王集乡', '张寨镇', '东和店镇', '龙台镇'])}${this.one(['李楼村', '后张庄村', '柳沟村', '三里村'])}${this.one(['', '三组', '12号', '二队'])}`,
      () => wide(`${short}${road}${n()}号`),
    ])()
  }

  englishAddress(): string {
    const street = this.one(STREETS)
    const type = this.one(STREET_TYPES)
    const [city, state, zip] = this.one([
      ['Springfield', 'IL', '62704'],
      ['Austin', 'TX', '78701'],
      ['San Jose', 'CA', '95112'],
      ['Portland', 'OR', '97205'],
      ['Brooklyn', 'NY', '11215'],
    ] as const)
    const n = 1 + this.below(9999)
    const line = `${n} ${this.one(['', '', 'N ', 'West ', 'S. '])}${street} ${type}`
    return this.one([
      () => `${line}, ${city}, ${state} ${zip}`,
      () => `${line}, Apt ${1 + this.below(40)}${this.one(['', 'B', 'C'])}, ${city}, ${state} ${zip}`,
      () => `${line} #${1 + this.below(900)}, ${city} ${state}`,
      () => line,
      () => `${line}, Suite ${100 + this.below(900)}`,
      () => `${1 + this.below(300)} ${street} Road, London SW1A 2AA`,
      () => `Flat ${1 + this.below(30)}, ${1 + this.below(300)} ${street} Street, Manchester M1 4BT`,
      () => `${n} ${street.toLowerCase()} street`,
      () => `${n} ${4 + this.below(6)}th Avenue`,
      () => `No. ${1 + this.below(500)} Jianguo Road, Chaoyang District, Beijing`,
      () => `Room ${100 + this.below(900)}, No. ${1 + this.below(500)} Nanjing West Road, Shanghai 200041`,
      () => `P.O. Box ${1 + this.below(9999)}, ${city}, ${state} ${zip}`,
    ])()
  }

  chineseName(): string {
    const family = this.one(
      [
        ...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余杜叶程苏魏吕丁任卢姚沈钟姜崔谭陆范汪',
      ].concat(['欧阳', '诸葛', '司马']),
    )
    const given =
      '伟芳娜秀英敏静丽强磊军洋勇艳杰涛明超兰霞平刚桂玲婷雪梅琳晨宇浩然子涵欣怡梓轩思远嘉豪佳慧建国志文晓东海燕春红'
    return family + this.from(given, this.chance(0.6) ? 2 : 1)
  }

  englishName(): string {
    const first = this.one(ENGLISH_FIRST)
    const last = this.one(ENGLISH_LAST)
    return this.one([
      () => `${first} ${last}`,
      () => `${first} ${last}`,
      () => first,
      () => `${first} ${this.from('ABCDEFGHJKLMNPRSTW', 1)}. ${last}`,
      () => `${first.toLowerCase()} ${last.toLowerCase()}`,
      () => `${first} ${this.one(["O'Brien", 'McDonald', 'Smith-Jones', 'MacLeod'])}`,
      () =>
        `${this.one(['Wei', 'Xiaoming', 'Jing', 'Haoran', 'Meiling'])} ${this.one(['Zhang', 'Li', 'Chen', 'Wang', 'Zhao'])}`,
    ])()
  }
}

/** Full-width forms of ASCII. */
export const wide = (text: string): string =>
  text.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0))
