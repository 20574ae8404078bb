import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { isListed, PARTS, useNames } from '../names.ts'
import type { Row } from './decision.ts'

interface DecisionFieldProps {
  readonly row: Row
  readonly value: string | null
  readonly replies: readonly { readonly value: string; readonly label: string }[]
  readonly onChange: (choice: string | null) => void
}

/** One question of the last word; empty = it stays with what the others say. */
export function DecisionField({ row, value, replies, onChange }: DecisionFieldProps) {
  const { t } = useTranslation('quality')
  const names = useNames()
  const { question } = row
  const name = question === 'fault_turn' ? t('conflicts.faultTurn') : t(`tasks.${question}`)
  const options = () => {
    if (question === 'fault_turn') return [...replies]
    if (isListed(question)) return names.options(question)
    const values = question === 'part' ? PARTS : ['true', 'false']
    return values.map((each) => ({ value: each, label: names.label(question, each) }))
  }
  return (
    <Select
      aria-label={t('conflicts.decisionOn', { question: name })}
      style={{ width: '100%' }}
      size="small"
      showSearch={{ optionFilterProp: 'label' }}
      allowClear={question !== 'at_fault' && question !== 'part'}
      placeholder={t('conflicts.undecided')}
      value={value}
      options={options()}
      onChange={(choice: string | undefined) => onChange(choice ?? null)}
    />
  )
}
