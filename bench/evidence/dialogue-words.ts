/** Words that show a customer's mood or a reply's stance: Chinese ones anywhere in a text, English ones as whole words. */
interface MoodWords {
  readonly zh: readonly string[]
  readonly en: ReadonlySet<string>
}

const words = (zh: string, en: string): MoodWords => ({ zh: zh.split(' '), en: new Set(en.split(' ')) })

/** General words of shop and service talk in both languages; none was taken from a labelled set. */
const MOODS = {
  negation: words(
    '不 没 無 无 别 未',
    "no not don't doesn't didn't can't cannot won't isn't wasn't haven't never none nothing nope neither dont cant without",
  ),
  complaint: words(
    '投诉 差评 骗 垃圾 坑 气死 生气 恶心 失望 无语 什么态度 差劲 太差 有病 神经 呵呵 过分 不满 欺负 忽悠 敷衍 推卸 答非所问 没用 烂 服了 人工 曝光 黑 态度',
    'bad wrong terrible horrible awful useless worst hate annoying annoyed angry upset disappointed disappointing ridiculous stupid complaint complain unacceptable rude broken scam boring dislike sucks unfortunately',
  ),
  impatience: words(
    '到底 怎么还 还没 还不 为什么 为啥 多久 什么时候 快点 赶紧 尽快 催 着急 急 等了 几天 一直 又 还要 老是 每次 都说 说过 再说 第几次 怎么办',
    'again still already yet waiting hurry asap told repeat why finally long',
  ),
  correction: words(
    '换 其他 别的 另外 改成 更正 搞错 弄错 错了 不是这个',
    'instead actually other another else different change rather correction meant mean wait',
  ),
  asking: words(
    '吗 呢 什么 怎么 难道 是不是 会不会 能不能 可以吗 真的 确定 啥 咋 哪',
    'what how when where which really sure maybe if could would is are does do',
  ),
  thanks: words(
    '谢 感谢 辛苦 麻烦你 麻烦您 再见 拜拜 满意 不错 很好 喜欢',
    'thanks thank great good perfect awesome nice wonderful love loved excellent cool fine sounds bye helpful enjoy enjoyed best amazing',
  ),
  assent: words(
    '好 嗯 哦 行 可以 对 是的 知道 明白 收到 ok',
    'yes yeah yep ok okay sure right correct yup absolutely please works',
  ),
  apology: words(
    '抱歉 对不起 不好意思 见谅 谅解 理解 歉意 耽误',
    'sorry apologize apologise apologies unfortunately afraid unable regret',
  ),
  greeting: words('你好 您好 在吗 在不在 有人吗 亲 请问 欢迎', 'hi hello hey welcome morning evening'),
  refusal: words(
    '无法 不能 没有办法 没办法 不了 不可以 不支持 暂时 稍等 等待 耐心 核实 反馈 专员',
    "no not none couldn't can't cannot didn't don't doesn't isn't wasn't failed try",
  ),
} as const

export type Mood = keyof typeof MOODS

/**
 * How many of the mood's words stand in a text: each Chinese one once, English ones as often as they are spoken.
 *
 * @param folded the text in NFKC and lower case
 * @param spoken its words of Latin letters
 */
export function countMood(mood: Mood, folded: string, spoken: readonly string[]): number {
  const { zh, en }: MoodWords = MOODS[mood]
  let count = 0
  for (const word of zh) if (folded.includes(word)) count++
  for (const word of spoken) if (en.has(word)) count++
  return count
}
