import { Flex, Steps, Table, type TableColumnsType, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../../api/answer.ts'
import { useFormat } from '../../parts/format.ts'
import { Loaded } from '../../parts/Loaded.tsx'
import { useAssistant, usePolicy } from './queries.ts'

type Policy = Answer<'/v1/releases/policy'>
type Guardrail = Policy['ramp']['guardrails'][number]

/** How a candidate comes to everybody: stages, margins, approval. */
export function ReleasePath() {
  const policy = usePolicy(useAssistant())
  return <Loaded query={policy}>{(found) => <PolicyShown policy={found} />}</Loaded>
}

function PolicyShown({ policy }: { policy: Policy }) {
  const { t } = useTranslation('models')
  const format = useFormat()
  const { stages, automatic, guardrails } = policy.ramp
  const columns: TableColumnsType<Guardrail> = [
    { title: t('path.figure'), dataIndex: 'figure', render: (figure: Guardrail['figure']) => t(`figure.${figure}`) },
    {
      title: t('path.margin'),
      key: 'margin',
      render: (_, { margin, unit }) =>
        'absolute' in margin
          ? unit === 'share'
            ? t('path.absolute', { margin: format.number(100 * margin.absolute, 1) })
            : t(`path.${unit}`, { margin: format.number(margin.absolute, 2) })
          : t('path.relative', { margin: format.percent(margin.relative) }),
    },
    {
      title: t('path.role'),
      dataIndex: 'holds',
      render: (holds: boolean) => t(holds ? 'path.holds' : 'path.takesBackOnly'),
    },
  ]
  return (
    <Flex vertical gap="middle">
      <Typography.Text>
        {t(automatic ? 'path.automatic' : 'path.byHand')}{' '}
        {policy.approval.before.length === 0
          ? t('path.noApproval')
          : t('path.approval', { steps: format.list(policy.approval.before.map((step) => t(`stage.${step}`))) })}
      </Typography.Text>
      <Steps
        size="small"
        current={-1}
        items={[
          ...stages.map((stage) => ({
            title: format.percent(stage.share),
            content: t('path.stage', {
              hours: format.number(stage.least_hours, 1),
              users: format.number(stage.least_users),
            }),
          })),
          { title: t('path.everyone') },
        ]}
      />
      <Table<Guardrail> size="small" rowKey="figure" columns={columns} dataSource={guardrails} pagination={false} />
      <Typography.Text type="secondary">
        {policy.since === null
          ? t('path.builtIn')
          : t('path.setBy', { who: policy.who ?? '', at: format.instant(policy.since), why: policy.why ?? '' })}
      </Typography.Text>
    </Flex>
  )
}
