import { Button, Flex } from 'antd'
import { useTranslation } from 'react-i18next'
import { Failure } from '../../parts/Failure.tsx'
import { may, useSession } from '../../shell/session.ts'
import { useRepeatedEvaluation } from './orders.ts'
import { VerdictTag } from './StageTag.tsx'
import { useSigned } from './WhoField.tsx'

/** Compares a version with what is live now: the verdict that a release asks for. */
export function RepeatEvaluation({ bundle, assistant }: { bundle: string; assistant: string | null }) {
  const { t } = useTranslation('models')
  const session = useSession()
  const { name } = useSigned()
  const evaluation = useRepeatedEvaluation(() => {})
  if (!may(session, 'train')) return null
  const run = (): void =>
    evaluation.mutate({
      bundle,
      who: name === '' ? session.name : name,
      ...(assistant !== null && { assistant_id: assistant }),
    })
  return (
    <Flex vertical gap="small">
      <Flex gap="small" align="center">
        <Button loading={evaluation.isPending} onClick={run}>
          {t('evaluateAgain')}
        </Button>
        {evaluation.data !== undefined && <VerdictTag verdict={evaluation.data.verdict} />}
      </Flex>
      {evaluation.isError && <Failure error={evaluation.error} />}
    </Flex>
  )
}
