import { Drawer, Flex, Input, List, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Failure } from '../../../parts/Failure.tsx'
import { IdText } from '../../../parts/IdText.tsx'
import { Instant } from '../../../parts/Instant.tsx'
import { Loaded } from '../../../parts/Loaded.tsx'
import { Act } from '../Act.tsx'
import { WithdrawDialog } from '../annotators/WithdrawDialog.tsx'
import { Field } from '../Field.tsx'
import { Evidence } from './Evidence.tsx'
import { type Case, type CaseAction, useDecide, useDecisions } from './trust-query.ts'

const ACTIONS: Readonly<Record<Case['state'], readonly CaseAction[]>> = {
  held: ['confirm', 'release'],
  confirmed: ['release', 'hold'],
  released: ['hold', 'confirm'],
}

/** One case: what shows it, what was decided, and the next decision. */
export function CaseDrawer({ caseId, onClose }: { readonly caseId: string; readonly onClose: () => void }) {
  const { t } = useTranslation('quality')
  const query = useDecisions(caseId)
  return (
    <Drawer open size={560} title={t('trust.case')} onClose={onClose}>
      <Loaded query={query}>
        {({ case: one, decisions }) => (
          <Flex vertical gap="middle">
            <Evidence of={one} />
            <Decide one={one} />
            {one.texts.length > 0 && <Texts ids={one.texts} />}
            <Typography.Title level={5}>{t('trust.decisions')}</Typography.Title>
            {decisions.length === 0 && <Typography.Text type="secondary">{t('trust.noDecision')}</Typography.Text>}
            <List
              size="small"
              dataSource={[...decisions]}
              locale={{ emptyText: ' ' }}
              rowKey="at"
              renderItem={({ action, who, why, at }) => (
                <List.Item>
                  <Flex vertical>
                    <span>{t('trust.decided', { who, action: t(`trust.actions.${action}`) })}</span>
                    <span className="any-text">{why}</span>
                    <Instant at={at} />
                  </Flex>
                </List.Item>
              )}
            />
          </Flex>
        )}
      </Loaded>
    </Drawer>
  )
}

function Texts({ ids }: { readonly ids: readonly string[] }) {
  const { t } = useTranslation('quality')
  return (
    <Flex vertical gap={4}>
      <Typography.Text type="secondary">{t('trust.messages')}</Typography.Text>
      <Flex wrap gap="small">
        {ids.map((id) => (
          <IdText key={id} id={id} to={`/id/${encodeURIComponent(id)}`} />
        ))}
      </Flex>
    </Flex>
  )
}

function Decide({ one }: { readonly one: Case }) {
  const { t } = useTranslation('quality')
  const [why, setWhy] = useState('')
  const [withdrawing, setWithdrawing] = useState(false)
  const decide = useDecide(() => setWhy(''))
  return (
    <Flex vertical gap="small">
      <Typography.Text type="secondary">{t(`trust.means.${one.state}`)}</Typography.Text>
      <Field label={t('trust.why')}>
        {(id) => <Input id={id} value={why} onChange={(event) => setWhy(event.target.value)} />}
      </Field>
      <Flex wrap gap="small">
        {ACTIONS[one.state].map((action) => (
          <Act
            key={action}
            scope="train"
            danger={action === 'confirm'}
            disabled={why.trim() === ''}
            loading={decide.isPending}
            onClick={() => decide.mutate({ caseId: one.case_id, action, why: why.trim() })}
          >
            {t(`trust.actions.${action}`)}
          </Act>
        ))}
        {one.kind === 'annotator' && one.subject !== 'machine' && (
          <Act scope="train" onClick={() => setWithdrawing(true)}>
            {t('trust.withdraw')}
          </Act>
        )}
      </Flex>
      {decide.isError && <Failure error={decide.error} />}
      {withdrawing && <WithdrawDialog annotator={one.subject} onClose={() => setWithdrawing(false)} />}
    </Flex>
  )
}
