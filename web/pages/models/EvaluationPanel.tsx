import { Flex, Select, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import type { Answer } from '../../api/answer.ts'
import { useCodeName } from '../../parts/CodeName.tsx'
import { useFormat } from '../../parts/format.ts'
import { IdText } from '../../parts/IdText.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Nothing } from '../../parts/Nothing.tsx'
import { may, useSession } from '../../shell/session.ts'
import type { Evaluation } from './answers.ts'
import { CalibrationPanel } from './CalibrationPanel.tsx'
import { ClassChange } from './ClassChange.tsx'
import { FlipList } from './FlipList.tsx'
import { GateReasons } from './GateReasons.tsx'
import { bundlePath } from './paths.ts'
import { useAssistant, useEvaluation, useEvaluations } from './queries.ts'
import { RepeatEvaluation } from './RepeatEvaluation.tsx'
import { TaskComparison } from './TaskComparison.tsx'

type Head = Answer<'/v1/evaluations'>['evaluations'][number]
type Part = 'compare' | 'flips'

/** The comparisons of a version with what was live, one at a time. */
export function EvaluationPanel({ bundle, part }: { bundle: string; part: Part }) {
  const { t } = useTranslation('models')
  const assistant = useAssistant() ?? null
  const heads = useEvaluations(bundle)
  return (
    <Loaded query={heads} rows={8}>
      {({ evaluations }) =>
        evaluations.length === 0 ? (
          <Nothing
            title={t('none.evaluations')}
            hint={t('none.evaluationsHint')}
            action={<RepeatEvaluation bundle={bundle} assistant={assistant} />}
          />
        ) : (
          <Chosen heads={evaluations} bundle={bundle} part={part} />
        )
      }
    </Loaded>
  )
}

function Chosen({ heads, bundle, part }: { heads: readonly Head[]; bundle: string; part: Part }) {
  const { t } = useTranslation('models')
  const format = useFormat()
  const session = useSession()
  const assistant = useAssistant() ?? null
  const [params, setParams] = useSearchParams()
  const chosen = heads.find(({ evaluation_id }) => evaluation_id === params.get('evaluation')) ?? heads[0]!
  const evaluation = useEvaluation(chosen.evaluation_id)
  const choose = (id: string): void => {
    const changed = new URLSearchParams(params)
    changed.set('evaluation', id)
    setParams(changed)
  }
  return (
    <Flex vertical gap="middle">
      <Flex wrap gap="small" align="center">
        <Select
          aria-label={t('evaluation.choose')}
          style={{ minWidth: 320 }}
          value={chosen.evaluation_id}
          options={heads.map(({ evaluation_id, against, at, verdict }) => ({
            value: evaluation_id,
            label: t('evaluation.option', {
              at: format.instant(at),
              against: against ?? t('evaluation.nothing'),
              verdict: t(`verdict.${verdict}`),
            }),
          }))}
          onChange={choose}
        />
        {chosen.against !== null && (
          <Typography.Text type="secondary">
            {t('against')} <IdText id={chosen.against} to={bundlePath(chosen.against)} />
          </Typography.Text>
        )}
        {may(session, 'train') && <RepeatEvaluation bundle={bundle} assistant={assistant} />}
      </Flex>
      <Loaded query={evaluation} rows={8}>
        {(found) => (part === 'compare' ? <Compared evaluation={found} /> : <FlipList evaluation={found} />)}
      </Loaded>
    </Flex>
  )
}

function Compared({ evaluation }: { evaluation: Evaluation }) {
  const nameOf = useCodeName()
  return (
    <Flex vertical gap="large">
      <GateReasons evaluation={evaluation} />
      {Object.entries(evaluation.tasks).map(([task, findings]) => (
        <section key={task} aria-label={nameOf('task', task)}>
          <Typography.Title level={2} style={{ fontSize: 16 }}>
            {nameOf('task', task)}
          </Typography.Title>
          <Flex vertical gap="middle">
            <TaskComparison findings={findings} />
            <ClassChange findings={findings} task={task} />
            <CalibrationPanel evaluation={evaluation.evaluation_id} task={task} findings={findings} />
          </Flex>
        </section>
      ))}
    </Flex>
  )
}
