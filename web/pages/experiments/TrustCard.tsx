import { CheckCircleOutlined, CloseCircleOutlined, InfoCircleOutlined } from '@ant-design/icons'
import { Card, Flex, Typography, theme } from 'antd'
import { useTranslation } from 'react-i18next'
import { type Format, useFormat } from '../../parts/format.ts'
import type { Experiment } from './answers.ts'

type Tone = 'good' | 'note' | 'bad'

/** One in a hundred: fewer are people who logged in half way, more say that users are not recognised. */
const MANY_IN_BOTH = 0.01

/** May the comparison be believed at all? Split of users, users in both arms, the past. */
export function TrustCard({ experiment }: { experiment: Experiment }) {
  const { t } = useTranslation('experiments')
  const format = useFormat()
  const { split } = experiment.check
  const users = split.live + split.canary
  const both = users === 0 ? 0 : experiment.users_in_both / users
  return (
    <Card size="small" title={t('trust.title')}>
      <Flex vertical gap="small">
        <Line
          tone={users === 0 ? 'note' : split.wrong ? 'bad' : 'good'}
          text={t(users === 0 ? 'trust.splitNone' : split.wrong ? 'trust.splitWrong' : 'trust.splitRight', {
            observed: split.observed === null ? '' : format.percent(split.observed),
            expected: format.percent(split.expected),
          })}
          detail={t('trust.splitDetail', {
            live: format.number(split.live),
            canary: format.number(split.canary),
            p: pText(split.p, format),
            e: format.number(split.e_value, 2),
          })}
        />
        <Line
          tone={experiment.users_in_both === 0 ? 'good' : both > MANY_IN_BOTH ? 'bad' : 'note'}
          text={t(
            experiment.users_in_both === 0
              ? 'trust.bothNone'
              : both > MANY_IN_BOTH
                ? 'trust.bothMany'
                : 'trust.bothFew',
            { users: format.number(experiment.users_in_both), share: format.percent(both, 2) },
          )}
          detail={t('trust.bothDetail')}
        />
        <Line
          tone="note"
          text={t(experiment.past_used ? 'trust.pastUsed' : 'trust.pastUnused')}
          detail={t('trust.anytime')}
        />
      </Flex>
    </Card>
  )
}

function pText(p: number, format: Format): string {
  return p < 0.001 ? `< ${format.number(0.001, 3)}` : format.number(p, 3)
}

function Line({ tone, text, detail }: { tone: Tone; text: string; detail: string }) {
  const { token } = theme.useToken()
  const icon = {
    good: <CheckCircleOutlined style={{ color: token.colorSuccess }} />,
    note: <InfoCircleOutlined style={{ color: token.colorInfo }} />,
    bad: <CloseCircleOutlined style={{ color: token.colorError }} />,
  }[tone]
  return (
    <Flex gap="small" align="baseline">
      {icon}
      <div>
        <div>{text}</div>
        <Typography.Text type="secondary" style={{ fontSize: 12 }}>
          {detail}
        </Typography.Text>
      </div>
    </Flex>
  )
}
