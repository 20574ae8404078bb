import { CheckCircleOutlined, CloseCircleOutlined, InfoCircleOutlined } from '@ant-design/icons'
import { Card, Flex, Typography, theme } from 'antd'
import { useTranslation } from 'react-i18next'
import { type Format, useFormat } from '../../parts/format.ts'
import type { Experiment } from './answers.ts'

type Tone = 'good' | 'note' | 'bad'

/** May the comparison be believed at all? Split of users, users in both arms, the past. */
export function TrustCard({ experiment }: { experiment: Experiment }) {
  const { t } = useTranslation('experiments')
  const format = useFormat()
  const { split } = experiment.check
  const users = split.live + split.canary
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
        <Both exposure={experiment.check.exposure} />
        <Drawn exposure={experiment.check.exposure} />
        <Line
          tone="note"
          text={t(experiment.past_used ? 'trust.pastUsed' : 'trust.pastUnused')}
          detail={t('trust.anytime')}
        />
      </Flex>
    </Card>
  )
}

type Exposure = Experiment['check']['exposure']

/** Users whom both versions answered, under one id or several. */
function Both({ exposure }: { exposure: Exposure }) {
  const { t } = useTranslation('experiments')
  const format = useFormat()
  const { in_both, ids_across, both_share, limit, too_many_in_both, dilution } = exposure
  const none = in_both + ids_across === 0
  return (
    <Line
      tone={none ? 'good' : too_many_in_both ? 'bad' : 'note'}
      text={t(none ? 'trust.bothNone' : too_many_in_both ? 'trust.bothMany' : 'trust.bothFew', {
        users: format.number(in_both),
        ids: format.number(ids_across),
        share: format.percent(both_share ?? 0, 2),
        limit: format.percent(limit),
      })}
      detail={t('trust.bothDetail', { dilution: format.percent(dilution, 2) })}
    />
  )
}

/** Replies that name another version than the draw gave. */
function Drawn({ exposure }: { exposure: Exposure }) {
  const { t } = useTranslation('experiments')
  const format = useFormat()
  const { assigned, mismatched, limit, too_many_mismatched } = exposure
  return (
    <Line
      tone={too_many_mismatched ? 'bad' : assigned === 0 || mismatched > 0 ? 'note' : 'good'}
      text={t(assigned === 0 ? 'trust.drawnNone' : too_many_mismatched ? 'trust.drawnWrong' : 'trust.drawnRight', {
        assigned: format.number(assigned),
        mismatched: format.number(mismatched),
        limit: format.percent(limit),
      })}
      detail={t('trust.drawnDetail')}
    />
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
