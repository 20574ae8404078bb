/** The sentences of the page's part on what signals are worth. */
export interface EvidenceWords {
  readonly title: string
  readonly columns: readonly string[]
  readonly reasons: Readonly<Record<string, string>>
  readonly unflagged: string
  readonly times: string
  readonly note: string
  readonly propose: string
  readonly actions: Readonly<Record<string, string>>
}

export const EVIDENCE_WORDS: Readonly<Record<'en' | 'zh', EvidenceWords>> = {
  en: {
    title: 'WHAT EACH RULE IS WORTH  by the verdicts of reviewers, weighted; no planted truth is used',
    columns: ['', 'of what it flags, at fault', 'times the base rate', 'of all faults, flagged'],
    reasons: {
      no_click_no_order: 'no click, no order',
      repeat_while_stalled: 'repeats while stalled',
      silence_no_conversion: 'silence, no conversion',
      low_confidence: 'low confidence',
      negative_feedback: 'negative feedback',
    },
    unflagged: 'flagged by none',
    times: '{value} ({low} to {high})',
    note: 'Over all conversations {base} are at fault. A rule that flags others than these is a habit, not a signal.',
    propose: 'Proposed, for a person to decide: {list}.',
    actions: { retire: 'retire {name}', add: 'add {name}', lower_bar: 'take {name} for low confidence' },
  },
  zh: {
    title: '各条规则值多少  依据审核结论加权估计，不使用埋入的真值',
    columns: ['', '标记中确有故障', '为总体的倍数', '全部故障中被标记'],
    reasons: {
      no_click_no_order: '未点击且未下单',
      repeat_while_stalled: '停滞中重复提问',
      silence_no_conversion: '沉默且未转化',
      low_confidence: '置信度低',
      negative_feedback: '负面反馈',
    },
    unflagged: '未被任何规则标记',
    times: '{value}（{low} 至 {high}）',
    note: '全部会话中有故障的占 {base}。一条规则标记的会话若不比这更常出错，就只是习惯，而不是信号。',
    propose: '建议（由人决定）：{list}。',
    actions: { retire: '停用“{name}”', add: '新增“{name}”', lower_bar: '把 {name} 作为低置信度的门槛' },
  },
}
