import { CheckCircleOutlined, CloseCircleOutlined, QuestionCircleOutlined } from '@ant-design/icons'
import { Card, Collapse, Flex, Typography, theme } from 'antd'
import { useTranslation } from 'react-i18next'
import { useCodeName } from '../../parts/CodeName.tsx'
import { useFormat } from '../../parts/format.ts'
import type { Evaluation, Reason, Verdict } from './answers.ts'
import { gateSaid } from './gate-words.ts'
import { SkillChecks } from './SkillChecks.tsx'

/** The gate's verdict and each reason, in plain words; the service's own sentence below for who wants the figures. */
export function GateReasons({ evaluation: { verdict, reasons, skills } }: { evaluation: Evaluation }) {
  const { t } = useTranslation('models')
  return (
    <Card size="small" title={t(`gateSays.${verdict}`)}>
      <Flex vertical gap="small">
        {reasons.map((reason) => (
          <ReasonLine key={`${reason.rule} ${reason.task} ${reason.part}`} reason={reason} />
        ))}
        <SkillChecks skills={skills} />
        <Collapse
          ghost
          size="small"
          items={[
            {
              key: 'figures',
              label: t('gateFigures'),
              children: reasons.map(({ text }) => (
                <Typography.Paragraph key={text} type="secondary" className="any-text" lang="en">
                  {text}
                </Typography.Paragraph>
              )),
            },
          ]}
        />
      </Flex>
    </Card>
  )
}

function ReasonLine({ reason }: { reason: Reason }) {
  const { t } = useTranslation('models')
  const format = useFormat()
  const nameOf = useCodeName()
  const { key, values } = gateSaid(reason, format)
  return (
    <Flex gap="small" align="baseline">
      <VerdictIcon verdict={reason.verdict} />
      <span>
        {reason.task !== null && <strong>{t('colon', { what: nameOf('task', reason.task) })} </strong>}
        {t(`gate.${key}` as 'gate.accuracy.pass', values)}
      </span>
    </Flex>
  )
}

export function VerdictIcon({ verdict }: { verdict: Verdict }) {
  const { t } = useTranslation('models')
  const { token } = theme.useToken()
  const label = t(`verdict.${verdict}`)
  if (verdict === 'pass') return <CheckCircleOutlined aria-label={label} style={{ color: token.colorSuccess }} />
  if (verdict === 'refuse') return <CloseCircleOutlined aria-label={label} style={{ color: token.colorError }} />
  return <QuestionCircleOutlined aria-label={label} style={{ color: token.colorWarning }} />
}
