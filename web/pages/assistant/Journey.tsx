import { Button, Card, Descriptions, Flex, Steps, Tag, Typography } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useCodeName } from '../../parts/CodeName.tsx'
import { Failure } from '../../parts/Failure.tsx'
import { useFormat } from '../../parts/format.ts'
import { TernaryTag } from '../../parts/TernaryTag.tsx'
import { may, useSession } from '../../shell/session.ts'
import { type Seen, useConversation, useTimePasses } from './assistant-queries.ts'
import { useChat } from './chat-store.ts'
import { FEATURES, STOPS, type StopName, stopsOf } from './stops.ts'

/** How far the conversation has come through the loop, live. */
export function Journey({ replay }: { replay: boolean }) {
  const { t } = useTranslation('assistant')
  const chat = useChat()
  const session = useSession()
  const mayRead = may(session, 'read')
  const seen = useConversation(chat.conversationId, mayRead && chat.accepted > 0)
  const stops = stopsOf(chat.accepted, seen.data ?? null)
  const bodies: Readonly<Record<StopName, ReactNode>> = {
    events: <Accepted accepted={chat.accepted} id={chat.conversationId} linked={mayRead} />,
    features: seen.data?.row ? <Features seen={seen.data} /> : t('stops.later'),
    flagged: seen.data?.row ? <Flagged seen={seen.data} /> : t('stops.later'),
    pool: <Drawn seen={seen.data ?? null} />,
    label: <Labelled seen={seen.data ?? null} />,
  }
  return (
    <Card size="small" title={t('journey')} style={{ height: '100%' }}>
      {!mayRead && <Typography.Text type="secondary">{t('mayNotRead')}</Typography.Text>}
      {seen.isError && <Failure error={seen.error} />}
      <Steps
        orientation="vertical"
        size="small"
        current={STOPS.findIndex((stop) => stops[stop] !== 'done')}
        items={STOPS.map((stop) => ({
          title: t(`stops.${stop}`),
          status: { done: 'finish', now: 'process', later: 'wait' }[stops[stop]] as 'finish' | 'process' | 'wait',
          content: bodies[stop],
        }))}
      />
      {replay && may(session, 'admin') && chat.accepted > 0 && <TimePasses />}
    </Card>
  )
}

function Accepted({ accepted, id, linked }: { accepted: number; id: string; linked: boolean }) {
  const { t } = useTranslation('assistant')
  if (accepted === 0) return t('stops.none')
  return (
    <Flex wrap gap="small">
      {t('stops.accepted', { count: accepted })}
      {linked && <Link to={`/conversations/${encodeURIComponent(id)}`}>{t('stops.open')}</Link>}
    </Flex>
  )
}

function Features({ seen: { row, known_at } }: { seen: Seen }) {
  const name = useCodeName()
  return (
    <Descriptions
      size="small"
      column={1}
      items={FEATURES.map((feature) => ({
        key: feature,
        label: name('feature', feature),
        children: <TernaryTag value={row!.features[feature]} knownAt={known_at?.features[feature]} />,
      }))}
    />
  )
}

function Flagged({ seen: { row, known_at } }: { seen: Seen }) {
  const name = useCodeName()
  return (
    <Flex wrap gap={4}>
      <TernaryTag value={row!.flagged} knownAt={known_at?.flagged} />
      {row!.reasons.map((reason) => (
        <Tag key={reason}>{name('reason', reason)}</Tag>
      ))}
    </Flex>
  )
}

function Drawn({ seen }: { seen: Seen | null }) {
  const { t } = useTranslation('assistant')
  const format = useFormat()
  if (!seen?.draw) return t('stops.noDraw')
  const words = { probability: format.percent(seen.draw.probability) }
  return t(seen.draw.selected ? 'stops.drawn' : 'stops.notDrawn', words)
}

function Labelled({ seen }: { seen: Seen | null }) {
  const { t } = useTranslation('assistant')
  const mayAnnotate = may(useSession(), 'annotate')
  const sample = seen?.sample
  if (!sample) return t('stops.noSample')
  return (
    <Flex wrap gap="small">
      {t('stops.answers', { answers: sample.answers, wanted: sample.wanted })}
      {mayAnnotate && <Link to="/annotate">{t('stops.annotate')}</Link>}
    </Flex>
  )
}

const MINUTE_MS = 60_000
const PASSES = [
  { name: 'click', ms: 36 * MINUTE_MS },
  { name: 'order', ms: 25 * 60 * MINUTE_MS },
  { name: 'conversion', ms: 5 * 24 * 60 * MINUTE_MS },
] as const

/** In a replay nothing becomes known by waiting: a button lets the windows pass. */
function TimePasses() {
  const { t } = useTranslation('assistant')
  const passes = useTimePasses()
  return (
    <Flex vertical gap="small">
      <Typography.Text type="secondary">{t('time.why')}</Typography.Text>
      {passes.isError && <Failure error={passes.error} />}
      <Flex wrap gap="small">
        {PASSES.map(({ name, ms }) => (
          <Button key={name} size="small" loading={passes.isPending} onClick={() => passes.mutate(ms)}>
            {t(`time.${name}`)}
          </Button>
        ))}
      </Flex>
    </Flex>
  )
}
