import { Flex, Input, Modal, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Failure } from '../../../parts/Failure.tsx'
import { IdText } from '../../../parts/IdText.tsx'
import { Loaded } from '../../../parts/Loaded.tsx'
import { Act } from '../Act.tsx'
import { Field } from '../Field.tsx'
import { emptyLabel, type LabelDraft } from './change-draft.ts'
import { type Proposal, useProposalDecision, useProposalMembers } from './taxonomy-query.ts'

interface ProposalDialogProps {
  readonly proposal: Proposal
  readonly onClose: () => void
}

/** The messages of a proposal; an open one becomes a label or is refused for good. */
export function ProposalDialog({ proposal, onClose }: ProposalDialogProps) {
  const { t } = useTranslation('quality')
  const query = useProposalMembers(proposal.proposal_id)
  return (
    <Modal open width={680} footer={null} title={t('proposals.one')} onCancel={onClose}>
      <Flex vertical gap="middle">
        <Loaded query={query}>
          {({ members }) => (
            <ul style={{ margin: 0, paddingInlineStart: 20, maxHeight: 260, overflow: 'auto' }}>
              {members.map(({ event_id, conversation_id, text }) => (
                <li key={event_id}>
                  <span className="any-text">{text ?? t('gold.erased')}</span>{' '}
                  <IdText id={conversation_id} to={`/conversations/${encodeURIComponent(conversation_id)}`} />
                </li>
              ))}
            </ul>
          )}
        </Loaded>
        {proposal.state === 'open' ? (
          <DecisionForm id={proposal.proposal_id} onClose={onClose} />
        ) : (
          <Typography.Text type="secondary">
            {t('proposals.decided', {
              state: t(`proposals.states.${proposal.state}`),
              who: proposal.who ?? '–',
              label: proposal.label ?? '–',
            })}
          </Typography.Text>
        )}
      </Flex>
    </Modal>
  )
}

function DecisionForm({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { t } = useTranslation('quality')
  const [label, setLabel] = useState<LabelDraft>(emptyLabel)
  const [why, setWhy] = useState('')
  const decide = useProposalDecision(id, onClose)
  const reason = why.trim()
  const accepted = { id: label.id.trim(), name_en: label.nameEn.trim() || null, name_zh: label.nameZh.trim() || null }
  const fields = [
    ['id', t('taxonomy.id')],
    ['nameZh', t('taxonomy.nameZh')],
    ['nameEn', t('taxonomy.nameEn')],
  ] as const
  return (
    <Flex vertical gap="small">
      <Flex wrap gap="small">
        {fields.map(([name, words]) => (
          <Field key={name} label={words} flex="1 1 160px">
            {(id) => (
              <Input
                id={id}
                value={label[name]}
                onChange={(event) => setLabel({ ...label, [name]: event.target.value })}
              />
            )}
          </Field>
        ))}
      </Flex>
      <Field label={t('gold.why')}>
        {(id) => <Input id={id} value={why} onChange={(event) => setWhy(event.target.value)} />}
      </Field>
      {decide.isError && <Failure error={decide.error} />}
      <Flex gap="small">
        <Act
          scope="train"
          type="primary"
          disabled={accepted.id === '' || reason === ''}
          loading={decide.isPending}
          onClick={() => decide.mutate({ label: accepted, why: reason })}
        >
          {t('proposals.accept')}
        </Act>
        <Act
          scope="train"
          danger
          disabled={reason === ''}
          loading={decide.isPending}
          onClick={() => decide.mutate({ label: null, why: reason })}
        >
          {t('proposals.reject')}
        </Act>
      </Flex>
    </Flex>
  )
}
