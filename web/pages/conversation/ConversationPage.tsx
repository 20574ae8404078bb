import { Alert, Flex, Typography } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams, useSearchParams } from 'react-router'
import { useFormat } from '../../parts/format.ts'
import { Loaded } from '../../parts/Loaded.tsx'
import { Nothing } from '../../parts/Nothing.tsx'
import { PageFrame } from '../../parts/PageFrame.tsx'
import { AttributionPanel } from './AttributionPanel.tsx'
import { FaultPanel } from './FaultPanel.tsx'
import { HeadFacts } from './HeadFacts.tsx'
import { LinksPanel } from './LinksPanel.tsx'
import { ReviewPanel } from './ReviewPanel.tsx'
import { Timeline } from './Timeline.tsx'
import { evidenceOf, momentsOf } from './timeline.ts'
import { FeaturesPanel, ReasonsPanel } from './VerdictPanel.tsx'
import { useWhole, type Whole } from './whole.ts'
import './conversation.css'

/** One conversation: what happened, what was derived, why it was flagged, what people said. */
export default function ConversationPage() {
  const { t } = useTranslation('conversation')
  const { conversationId = '' } = useParams()
  const query = useWhole(conversationId)
  return (
    <PageFrame
      fill
      title={t('title')}
      about={
        <Typography.Text copyable={{ text: conversationId }} type="secondary" className="any-text">
          <bdi>{conversationId}</bdi>
        </Typography.Text>
      }
    >
      <Loaded query={query} rows={8}>
        {(whole) => <Shown whole={whole} />}
      </Loaded>
    </PageFrame>
  )
}

function Shown({ whole }: { whole: Whole }) {
  const { t } = useTranslation('conversation')
  const format = useFormat()
  const [params, setParams] = useSearchParams()
  const shown = params.get('show')
  const moments = useMemo(() => momentsOf(whole), [whole])
  const evidence = useMemo(() => evidenceOf(whole, shown), [whole, shown])
  const onShow = (name: string | null): void =>
    setParams(name === null ? {} : { show: name }, { replace: true, preventScrollReset: true })
  const verdict = { whole, shown, onShow }
  return (
    <>
      <HeadFacts whole={whole} />
      {whole.events_left_out > 0 && (
        <Alert type="warning" showIcon title={t('leftOut', { n: format.number(whole.events_left_out) })} />
      )}
      <div className="conversation-columns">
        {moments.length === 0 ? (
          <Nothing title={t('noEvents')} />
        ) : (
          <Timeline whole={whole} moments={moments} evidence={evidence} />
        )}
        <Flex vertical gap="small" className="conversation-side">
          <FeaturesPanel {...verdict} />
          <ReasonsPanel {...verdict} />
          {whole.row !== null && <FaultPanel whole={whole} />}
          {whole.row !== null && <AttributionPanel id={whole.conversation_id} shown={shown} onShow={onShow} />}
          <ReviewPanel whole={whole} />
          <LinksPanel id={whole.conversation_id} />
        </Flex>
      </div>
    </>
  )
}
