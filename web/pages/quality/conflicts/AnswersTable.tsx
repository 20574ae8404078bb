import { DiffOutlined } from '@ant-design/icons'
import { Button, Flex, Tag, Tooltip, Typography, theme } from 'antd'
import type { CSSProperties } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../../parts/format.ts'
import { Instant } from '../../../parts/Instant.tsx'
import { Act } from '../Act.tsx'
import { type RatedTask, useNames } from '../names.ts'
import type { Answer, Comparison } from './conflict-query.ts'
import { DecisionField } from './DecisionField.tsx'
import { choiceIn, type Decision, decided, type Row, rowsOf } from './decision.ts'

interface AnswersTableProps {
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

/** Questions as rows, people as columns, the decision last. Rows on which they differ carry a sign and a tint. */
export function AnswersTable(props: AnswersTableProps) {
  const { answers, lines, decision, onChange } = props
  const { t } = useTranslation('quality')
  const { token } = theme.useToken()
  const cell: CSSProperties = {
    border: `1px solid ${token.colorBorderSecondary}`,
    padding: 6,
    verticalAlign: 'top',
    textAlign: 'start',
  }
  const tint = { ...cell, background: token.colorWarningBg }
  const reply = useReplyName(lines)
  const say = useChoiceName(lines)
  return (
    <div style={{ overflow: 'auto' }}>
      <table style={{ borderCollapse: 'collapse', width: '100%' }}>
        <thead>
          <tr>
            <th scope="col" style={cell}>
              {t('conflicts.question')}
            </th>
            {answers.map((answer, index) => (
              <th key={answer.label_id} scope="col" style={{ ...cell, fontWeight: 400, minWidth: 130 }}>
                <AnswerHead answer={answer} index={index} {...props} />
              </th>
            ))}
            {decision !== null && (
              <th scope="col" style={{ ...cell, minWidth: 170 }}>
                {t('conflicts.decision')}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rowsOf(answers).map((row) => (
            <tr key={row.key} data-differs={row.differs}>
              <th scope="row" style={{ ...(row.differs ? tint : cell), fontWeight: row.differs ? 600 : 400 }}>
                <Question row={row} reply={reply} />
              </th>
              {row.choices.map((choice, index) => (
                <td key={answers[index]!.label_id} style={row.differs ? tint : cell}>
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
          ))}
          <Words
            question={t('conflicts.betterReply')}
            cell={cell}
            texts={answers.map((one) => one.better_reply)}
            more={decision !== null}
          />
          <Words
            question={t('conflicts.note')}
            cell={cell}
            texts={answers.map((one) => one.remark)}
            more={decision !== null}
          />
        </tbody>
      </table>
    </div>
  )
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

interface WordsProps {
  readonly question: string
  readonly cell: CSSProperties
  readonly texts: readonly (string | null)[]
  readonly more: boolean
}

/** A row of free text; left out when nobody wrote anything. */
function Words({ question, cell, texts, more }: WordsProps) {
  if (texts.every((text) => text === null)) return null
  return (
    <tr>
      <th scope="row" style={{ ...cell, fontWeight: 400 }}>
        {question}
      </th>
      {texts.map((text, index) => (
        <td key={index} className="any-text" style={cell}>
          {text ?? '–'}
        </td>
      ))}
      {more && <td style={cell} />}
    </tr>
  )
}

function AnswerHead({
  answer,
  index,
  decision,
  source,
  mayReturn,
  onTake,
  onReturn,
}: AnswersTableProps & { readonly answer: Answer; readonly index: number }) {
  const { t } = useTranslation('quality')
  const format = useFormat()
  return (
    <Flex vertical gap={4} align="flex-start">
      <Typography.Text strong>{answer.annotator}</Typography.Text>
      <Typography.Text type="secondary" style={{ fontSize: 12 }}>
        <Instant at={answer.recorded_at} />
        {answer.seconds !== null && ` · ${format.span(answer.seconds * 1000)}`}
      </Typography.Text>
      <Tooltip title={t(answer.blind ? 'conflicts.blindWhy' : 'conflicts.seeingWhy')}>
        <Tag>{t(answer.blind ? 'conflicts.blind' : 'conflicts.seeing')}</Tag>
      </Tooltip>
      {decision !== null && index < 9 && (
        <Button
          size="small"
          type={source === index ? 'primary' : 'default'}
          aria-pressed={source === index}
          onClick={() => onTake(index)}
        >
          {t('conflicts.take', { key: index + 1 })}
        </Button>
      )}
      {mayReturn && (
        <Act size="small" type="link" scope="train" style={{ padding: 0 }} onClick={() => onReturn(answer)}>
          {t('conflicts.giveBack')}
        </Act>
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
