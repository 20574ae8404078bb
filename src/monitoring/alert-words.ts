import { DEFAULT_RULES } from './alert-rule.ts'

/** What a rule that salesloop comes with is called, and what to do when it fires, in Chinese. */
const RULES: Readonly<Record<string, { readonly name: string; readonly advice: string }>> = {
  intent_accuracy_low: {
    name: '意图准确率偏低',
    advice: '查看哪些意图容易判错，补充这些意图的标注后重新训练。',
  },
  failure_rate_high: {
    name: '出错率偏高',
    advice: '看看是否从某次发布开始；如果是，请回滚该次发布。',
  },
  drift: { name: '漂移', advice: '抽几段新会话读一读；如有新话题，请补充标注或新增意图。' },
  intent_accuracy_disputed: {
    name: '复核结果与置信度不一致',
    advice: '置信度与复核结果不符。请查看校准曲线，修复之前不要依赖置信度阈值。',
  },
  segment_accuracy_disputed: {
    name: '某个细分的复核结果与置信度不一致',
    advice: '某个细分的置信度与复核结果不符。请多复核这一细分的会话，并查看其校准曲线。',
  },
  labels_suspected: {
    name: '标注疑似被污染',
    advice: '到“标注质量 · 可信度”查看依据并裁定：确认并撤回其答案，或者放行。',
  },
  users_suspected: {
    name: '用户疑似恶意反馈',
    advice: '抽几段该用户的会话看看：不是真实客户就确认并排除，是就放行。',
  },
}

const CODES: Readonly<Record<string, string>> = {
  ...{ assistant: '助手', channel: '渠道', language: '语言', bundle: '版本', arm: '实验组', visitor: '新老客' },
  ...{ pace: '决策快慢', task: '任务', intent: '意图', objection: '异议', series: '序列', reference: '参照' },
  ...{ kind: '类型', case: '编号', annotator: '标注员', phrase: '短语', user: '用户', label: '标签' },
  ...{ unit: '单位', day: '日期', clicks: '点击', negative: '差评', positive: '好评', weight: '会话占比' },
}

/** Figures that are shares, by their names in Chinese. */
const SHARES: Readonly<Record<string, string>> = {
  ...{ conversion: '转化率', click_through: '点击率', completion: '完成率', hand_over: '转人工率' },
  ...{ repeated_questions: '重复提问率', failure_rate: '出错率', flag_rate: '标记率', stalls: '状态机停滞率' },
  ...{ silences: '长时间沉默率', satisfaction_4_or_5: '满意度（4–5 星占比）' },
  ...{ live_accuracy_intent: '线上准确率（意图）', live_accuracy_objection: '线上准确率（异议）' },
}

/** @returns the rule's name in Chinese; the code of a rule that somebody else wrote */
export const ruleInChinese = (rule: string): string => RULES[rule]?.name ?? rule

/** @returns what to do: the shipped advice in Chinese, an own note as it was written */
export function adviceInChinese(rule: string, note: string): string {
  const shipped = DEFAULT_RULES.find((each) => each.rule === rule)?.note
  return (note === shipped ? RULES[rule]?.advice : undefined) ?? note
}

/** @returns a grouping, dimension, task or kind in Chinese; a name from events as it is */
export const codeInChinese = (code: string): string => CODES[code] ?? code

/** What figures are called, and how their values are written. */
export function figureInChinese(figure: string): { readonly name: string; number(value: number | null): string } {
  const name = SHARES[figure]
  const number = (value: number | null): string =>
    value === null ? '未知' : name === undefined ? String(Number(value.toPrecision(3))) : percent(value)
  return { name: name ?? figure, number }
}

/** 0.8237 -> 82.4% */
export const percent = (share: number): string => `${Number((share * 100).toFixed(1))}%`

/** A difference of shares: -0.031 -> -3.1 个百分点 */
export const points = (difference: number): string => `${Number((difference * 100).toFixed(1))} 个百分点`
