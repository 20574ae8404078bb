import { DiffOutlined } from '@ant-design/icons'
import { Flex, Typography, theme } from 'antd'
import type { CSSProperties } from 'react'
import { useTranslation } from 'react-i18next'
import { type RatedTask, useNames } from '../names.ts'
import type { Answer, Comparison } from './conflict-query.ts'
import { DecisionField } from './DecisionField.tsx'
import { choiceIn, type Decision, decided, type Row } from './decision.ts'

export interface AnswersTableProps {
  readonly answers: readonly Answer[]
  readonly lines: Comparison['lines']
  /** null = nothing is to be decided. */
  readonly decision: Decision | null
  /** The answer that the decision was taken from. */
  readonly source: number | null
  readonly mayReturn: boolean
  readonly onTake: (index: number) => void
  readonly onChange: (decision: Decision) => void
  readonly onReturn: (answer: Answer) => void
}

/** One question with everybody's answer and, while it is open, the last word on it. */
export function AnswerRow({ row, answers, lines, decision, onChange }: AnswersTableProps & { readonly row: Row }) {
  const { token } = theme.useToken()
  const cell = useCell()
  const tint = row.differs ? { ...cell, background: token.colorWarningBg } : cell
  const reply = useReplyName(lines)
  const say = useChoiceName(lines)
  return (
    <tr data-differs={row.differs}>
      <th scope="row" style={{ ...tint, fontWeight: row.differs ? 600 : 400 }}>
        <Question row={row} reply={reply} />
      </th>
      {row.choices.map((choice, index) => (
        <td key={answers[index]!.label_id} style={tint}>
          {choice === null ? <Open /> : say(row.question, choice)}
        </td>
      ))}
      {decision !== null && (
        <td style={cell}>
          <DecisionField
            row={row}
            value={choiceIn(decision, row)}
            replies={lines
              .filter((line) => line.role === 'assistant')
              .map(({ event_id: id }) => ({ value: id, label: reply(id) }))}
            onChange={(choice) => onChange(decided(decision, row, choice))}
          />
        </td>
      )}
    </tr>
  )
}

/** How a cell of the comparison looks. */
export function useCell(): CSSProperties {
  const { token } = theme.useToken()
  const border = `1px solid ${token.colorBorderSecondary}`
  return { border, padding: 6, verticalAlign: 'top', textAlign: 'start' }
}

function Open() {
  const { t } = useTranslation('quality')
  return <Typography.Text type="secondary">{t('conflicts.leftOpen')}</Typography.Text>
}

function Question({ row, reply }: { readonly row: Row; readonly reply: (id: string) => string }) {
  const { t } = useTranslation('quality')
  const name = row.question === 'fault_turn' ? t('conflicts.faultTurn') : t(`tasks.${row.question}`)
  return (
    <Flex vertical>
      <span>
        {row.differs && <DiffOutlined aria-label={t('conflicts.differs')} />} {name}
      </span>
      {row.turnId !== null && (
        <Typography.Text type="secondary" style={{ fontSize: 12 }}>
          {reply(row.turnId)}
        </Typography.Text>
      )}
    </Flex>
  )
}

/** "reply 2", by its place in the conversation. */
function useReplyName(lines: Comparison['lines']): (id: string) => string {
  const { t } = useTranslation('quality')
  const replies = lines.filter((line) => line.role !== 'user').map((line) => line.event_id)
  return (id) => t('conflicts.reply', { place: replies.indexOf(id) + 1 })
}

function useChoiceName(lines: Comparison['lines']): (question: Row['question'], choice: string) => string {
  const names = useNames()
  const reply = useReplyName(lines)
  return (question, choice) => (question === 'fault_turn' ? reply(choice) : names.label(question as RatedTask, choice))
}
