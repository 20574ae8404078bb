import { Button, Card, Flex, Tag, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Estimate } from '../../parts/Estimate.tsx'
import { useFormat } from '../../parts/format.ts'
import { useTraitName } from './useTraitName.ts'
import { editorLink, type Proposal, type WorthAnswer } from './worth.ts'

const COLOUR = { retire: 'warning', add: 'success', lower_bar: 'processing' } as const

/** Changes that the verdicts speak for, each with its evidence and the way into the rule editor. */
export function ProposalsCard({ answer }: { readonly answer: WorthAnswer }) {
  const { t } = useTranslation('signals')
  return (
    <Card size="small" title={t('proposals.title')} data-testid="proposals">
      <Flex vertical gap="middle">
        <Typography.Text type="secondary">
          {t(answer.proposals.length === 0 ? 'proposals.none' : 'proposals.about')}
        </Typography.Text>
        {answer.proposals.map((proposal) => (
          <ProposalLine key={`${proposal.action} ${proposal.worth.name}`} proposal={proposal} />
        ))}
      </Flex>
    </Card>
  )
}

function ProposalLine({ proposal }: { readonly proposal: Proposal }) {
  const { t } = useTranslation('signals')
  const nameOf = useTraitName()
  const format = useFormat()
  const { action, ground, worth } = proposal
  const { alone } = worth
  return (
    <Flex wrap justify="space-between" align="flex-start" gap="small">
      <Flex vertical gap={2} style={{ flex: '1 1 420px', minWidth: 0 }}>
        <span>
          <Tag color={COLOUR[action]}>{t(`proposals.${action}`)}</Tag>
          <Typography.Text strong>{nameOf(worth)}</Typography.Text>
        </span>
        <span>{t(`ground.${ground}`)}</span>
        <Flex wrap gap="middle">
          <Evidence title={t(action === 'retire' ? 'alone.lost' : 'alone.gained')} share={alone.recall} />
          <Evidence title={t('alone.precision')} share={alone.precision} />
          <Typography.Text type="secondary">
            {alone.conversations === null
              ? t('alone.judged', { judged: format.number(alone.judged), faults: format.number(alone.at_fault) })
              : t('alone.basis', {
                  conversations: format.number(alone.conversations),
                  judged: format.number(alone.judged),
                  faults: format.number(alone.at_fault),
                })}
          </Typography.Text>
        </Flex>
      </Flex>
      <Link to={editorLink(proposal)}>
        <Button size="small" tabIndex={-1}>
          {t('proposals.open')}
        </Button>
      </Link>
    </Flex>
  )
}

function Evidence({ title, share }: { readonly title: string; readonly share: Proposal['worth']['recall'] }) {
  return (
    <Flex gap="small" align="baseline">
      <Typography.Text type="secondary">{title}</Typography.Text>
      <Estimate estimate={share?.estimate} low={share?.low} high={share?.high} />
    </Flex>
  )
}
