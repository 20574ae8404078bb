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
  readonly learned: {
    readonly title: string
    readonly columns: readonly string[]
    readonly rules: string
    readonly model: string
    readonly change: string
    readonly note: string
    readonly parts: string
    readonly nothing: string
  }
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
      repeated_question: 'the question repeated',
      fsm_stalled: 'state machine stalled',
      long_silence: 'long silence',
      cta_not_clicked: 'CTA not clicked',
      no_order: 'no order',
      no_conversion: 'no conversion',
    },
    unflagged: 'flagged by none',
    times: '{value} ({low} to {high})',
    note: 'Over all conversations {base} are at fault. A rule whose share is no higher than that is a habit, not a signal.',
    propose: 'Proposed, for a person to decide: {list}.',
    actions: { retire: 'retire “{name}”', add: 'add “{name}”', lower_bar: 'call confidence low below {name}' },
    learned: {
      title: 'WHAT VERDICTS TEACH  a model of faults from {verdicts} verdicts, on users that it had not seen',
      columns: ['reviewing {share} of all', 'at fault, of what is reviewed', 'of all faults, found'],
      rules: 'by the rules',
      model: 'by the learned probability',
      change: 'difference',
      note: 'It decides nothing yet: a person puts it in charge, on the page Learned admission. AUC {auc}.',
      parts:
        'Which part failed (intent, objection, wording, policy, none): mean F1 {learned} learned, {table} by the suspect table, on {turns} turns.',
      nothing: 'Too few verdicts to learn from yet.',
    },
  },
  zh: {
    title: '各条规则值多少  依据复核结论加权估计，不使用埋入的真值',
    columns: ['', '标记中确实出错', '为总体的倍数', '全部错误中被标记'],
    reasons: {
      no_click_no_order: '未点击且未下单',
      repeat_while_stalled: '停滞中重复提问',
      silence_no_conversion: '沉默且未转化',
      low_confidence: '置信度低',
      negative_feedback: '负面反馈',
      repeated_question: '重复提问',
      fsm_stalled: '状态机停滞',
      long_silence: '长时间沉默',
      cta_not_clicked: '未点击 CTA',
      no_order: '未下单',
      no_conversion: '未转化',
    },
    unflagged: '未被任何规则标记',
    times: '{value}（{low} 至 {high}）',
    note: '全部会话中出错的占 {base}。一条规则标记的会话若不比这更常出错，就只是习惯，而不是信号。',
    propose: '建议（由人决定）：{list}。',
    actions: { retire: '撤掉“{name}”', add: '新增“{name}”', lower_bar: '把低置信度阈值调高到 {name}' },
    learned: {
      title: '复核结论教会了什么  由 {verdicts} 条复核结论学到的出错模型，在未见过的用户上评估',
      columns: ['复核全部会话的 {share}', '所复核的确实出错', '全部错误中被找到'],
      rules: '按规则',
      model: '按学到的概率',
      change: '差值',
      note: '它目前不做决定：由人在“学习型准入”页面启用。AUC {auc}。',
      parts: '哪个环节出错（意图、异议、话术、策略、无）：平均 F1 学习所得 {learned}，线索表 {table}，共 {turns} 轮。',
      nothing: '复核结论还太少，学不到东西。',
    },
  },
}
