import { Alert, Card, Flex, Input, Typography } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Failure } from '../../../parts/Failure.tsx'
import { useSession } from '../../../shell/session.ts'
import { Act } from '../Act.tsx'
import { Field } from '../Field.tsx'
import { AnswersTable } from './AnswersTable.tsx'
import { type Answer, type Comparison, useAdjudication } from './conflict-query.ts'
import { agreed, bodyOfDecision, type Decision, missing, taken } from './decision.ts'
import { actOf, type KeyAct } from './keys.ts'
import { ReturnDialog } from './ReturnDialog.tsx'

interface ResolutionProps {
  readonly data: Comparison
  readonly onMove: (by: 1 | -1) => void
  readonly onDone: () => void
}

/** All answers, and the last word beside them: one of theirs, or one of its own. By mouse or by keys alone. */
export function Resolution({ data, onMove, onDone }: ResolutionProps) {
  const { t } = useTranslation('quality')
  const { name } = useSession()
  const { answers, settled, sample } = data
  const [decision, setDecision] = useState<Decision>(() => agreed(answers))
  const [source, setSource] = useState<number | null>(null)
  const [returning, setReturning] = useState<Answer | null>(null)
  const reason = useRef<HTMLTextAreaElement>(null)
  const adjudication = useAdjudication(sample.sample_id, onDone)
  const open = settled === null && sample.state === 'labelled' && answers.length > 0
  const own = answers.some(({ annotator }) => annotator === name)
  const lacks = missing(decision)
  const take = (index: number): void => {
    const answer = answers[index]
    if (!open || answer === undefined) return
    setSource(index)
    setDecision((old) => taken(answer, answers, old.reason))
    reason.current?.focus()
  }
  const decide = (): void => {
    const body = bodyOfDecision(decision)
    if (open && body !== null && !adjudication.isPending) adjudication.mutate(body)
  }
  useKeys(returning === null, (act) => {
    if (act.kind === 'take') take(act.answer)
    else if (act.kind === 'move') onMove(act.by)
    else decide()
  })
  const change = (next: Decision): void => {
    setSource(null)
    setDecision(next)
  }
  return (
    <Card size="small" title={t('conflicts.sideBySide')}>
      <Flex vertical gap="middle">
        <AnswersTable
          answers={answers}
          lines={data.lines}
          decision={open ? decision : null}
          source={source}
          onTake={take}
          onChange={change}
          onReturn={setReturning}
          mayReturn={settled === null}
        />
        {open && own && <Alert type="warning" showIcon title={t('conflicts.ownAnswer')} />}
        {open && (
          <>
            <Field label={t('conflicts.reason')}>
              {(id) => (
                <Input.TextArea
                  id={id}
                  ref={(field) => {
                    reason.current = field?.resizableTextArea?.textArea ?? null
                  }}
                  rows={3}
                  value={decision.reason}
                  onChange={(event) => setDecision({ ...decision, reason: event.target.value })}
                />
              )}
            </Field>
            {adjudication.isError && <Failure error={adjudication.error} />}
            <Flex wrap gap="small" align="center">
              <Act
                scope="annotate"
                type="primary"
                disabled={lacks !== null}
                loading={adjudication.isPending}
                onClick={decide}
              >
                {t('conflicts.decide')}
              </Act>
              <Typography.Text type="secondary">
                {lacks === null ? t('conflicts.keys') : t(`conflicts.missing.${lacks}`)}
              </Typography.Text>
            </Flex>
          </>
        )}
      </Flex>
      {returning !== null && (
        <ReturnDialog
          sampleId={sample.sample_id}
          answer={returning}
          onClose={() => setReturning(null)}
          onDone={onDone}
        />
      )}
    </Card>
  )
}

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

function useKeys(on: boolean, act: (act: KeyAct) => void): void {
  const latest = useRef(act)
  latest.current = act
  useEffect(() => {
    if (!on) return
    const listener = (event: KeyboardEvent): void => {
      const meant = actOf(event, isField(event.target))
      if (meant === null) return
      event.preventDefault()
      latest.current(meant)
    }
    window.addEventListener('keydown', listener)
    return () => window.removeEventListener('keydown', listener)
  }, [on])
}
