import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AnswerHead } from './AnswerHead.tsx'
import { AnswerRow, type AnswersTableProps, useCell } from './AnswerRow.tsx'
import { type Decision, rowsOf } from './decision.ts'

/** Questions as rows, people as columns, the decision last. Rows on which they differ come first, with a sign and a tint. */
export function AnswersTable(props: AnswersTableProps) {
  const { answers, lines, decision } = props
  const { t } = useTranslation('quality')
  const cell = useCell()
  const [whole, setWhole] = useState(false)
  const rows = rowsOf(
    answers,
    lines.map((line) => line.event_id),
  )
  const agreed = rows.filter(({ differs }) => !differs).length
  const showsAll = whole || agreed === rows.length
  return (
    <div style={{ overflow: 'auto' }}>
      <table style={{ borderCollapse: 'collapse', width: '100%' }}>
        <thead>
          <tr>
            <th scope="col" style={{ ...cell, minWidth: 90 }}>
              {t('conflicts.question')}
            </th>
            {answers.map((answer, index) => (
              <th key={answer.label_id} scope="col" style={{ ...cell, fontWeight: 400, minWidth: 130 }}>
                <AnswerHead answer={answer} index={index} {...props} />
              </th>
            ))}
            {decision !== null && (
              <th scope="col" style={{ ...cell, minWidth: 140 }}>
                {t('conflicts.decision')}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows
            .filter(({ differs }) => differs || showsAll)
            .map((row) => (
              <AnswerRow key={row.key} row={row} {...props} />
            ))}
          <Words question={t('conflicts.betterReply')} texts={answers.map((one) => one.better_reply)} {...props} />
          <Words question={t('conflicts.note')} texts={answers.map((one) => one.remark)} {...props} />
        </tbody>
      </table>
      {agreed > 0 && agreed < rows.length && (
        <Button type="link" size="small" aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {t(whole ? 'conflicts.fold' : 'conflicts.unfold', { count: agreed })}
        </Button>
      )}
    </div>
  )
}

interface WordsProps {
  readonly question: string
  readonly texts: readonly (string | null)[]
  readonly decision: Decision | null
}

/** A row of free text; left out when nobody wrote anything. */
function Words({ question, texts, decision }: WordsProps) {
  const cell = useCell()
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
      {decision !== null && <td style={cell} />}
    </tr>
  )
}
