// biome-ignore-all lint/a11y/useSemanticElements: rows that come and go with the scrollbar stand in no <table>
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names its active row
import { Flex, Tag, Typography } from 'antd'
import { memo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { ChatText } from '../../parts/ChatText.tsx'
import { useCodeName } from '../../parts/CodeName.tsx'
import { useFormat } from '../../parts/format.ts'
import { FEATURES, type Line } from './search.ts'
import { TernaryMark } from './TernaryMark.tsx'

export const addressOf = (id: string): string => `/conversations/${encodeURIComponent(id)}`

/** Cells of one row on a wide screen, in the order of the head. Made once for a line: scrolling makes the new rows alone. */
export const WideCells = memo(function WideCells({ line }: { line: Line }) {
  const { t } = useTranslation('conversations')
  const format = useFormat()
  const codeName = useCodeName()
  return (
    <>
      <Cell upper={<Started at={line.started_at} />} lower={line.started_at !== null && format.time(line.started_at)} />
      <Cell
        upper={<IdLink id={line.conversation_id} />}
        lower={<ChatText short text={[line.assistant_id, line.channel].filter(Boolean).join(' · ')} />}
      />
      <Cell upper={<LastMessage line={line} />} lower={<Reasons line={line} />} />
      <div role="gridcell" className="conversations-number">
        {format.number(line.user_messages)}
      </div>
      {FEATURES.map((name) => (
        <div key={name} role="gridcell" className="conversations-mark">
          <TernaryMark value={line.features[name]} name={codeName('feature', name)} />
        </div>
      ))}
      <Cell upper={<Outcome line={line} />} lower={<Amount line={line} />} />
      <Cell
        upper={<ChatText short text={line.bundle ?? '–'} />}
        lower={<ChatText short text={line.arm === null ? '' : codeName('arm', line.arm)} />}
      />
      <div role="gridcell" className="conversations-cell">
        {line.pool === 'none' ? <span>–</span> : <Tag>{t(`pool.${line.pool}`)}</Tag>}
      </div>
    </>
  )
})

/** The same on a narrow screen: three lines in one cell. */
export const NarrowCells = memo(function NarrowCells({ line }: { line: Line }) {
  const format = useFormat()
  return (
    <div role="gridcell" className="conversations-cell">
      <Flex justify="space-between" gap="small">
        <IdLink id={line.conversation_id} />
        <Typography.Text type="secondary" style={{ whiteSpace: 'nowrap' }}>
          {line.started_at === null ? '–' : format.instant(line.started_at)}
        </Typography.Text>
      </Flex>
      <div className="conversations-clip">
        <LastMessage line={line} />
      </div>
      <Flex justify="space-between" gap="small" className="conversations-lower">
        <Reasons line={line} />
        <Outcome line={line} />
      </Flex>
    </div>
  )
})

/** A row that is on its way: grey, never blank. Plain, since dozens are made in each frame of a long scroll. */
export function WaitingCells({ number }: { number: number }) {
  const format = useFormat()
  return (
    <div role="gridcell" className="conversations-cell" aria-busy="true">
      <Flex align="center" gap="middle">
        <Typography.Text type="secondary" style={{ whiteSpace: 'nowrap' }}>
          {format.number(number)}
        </Typography.Text>
        <span className="conversations-grey" />
      </Flex>
    </div>
  )
}

function Cell({ upper, lower }: { upper: ReactNode; lower: ReactNode }) {
  return (
    <div role="gridcell" className="conversations-cell">
      <div className="conversations-clip">{upper}</div>
      <Typography.Text type="secondary" className="conversations-clip conversations-lower">
        {lower}
      </Typography.Text>
    </div>
  )
}

function Started({ at }: { at: number | null }) {
  const format = useFormat()
  if (at === null) return <span>–</span>
  return (
    <time dateTime={new Date(at).toISOString()} title={format.exact(at)}>
      {format.day(at)}
    </time>
  )
}

function IdLink({ id }: { id: string }) {
  return (
    <Link to={addressOf(id)} tabIndex={-1} className="conversations-clip">
      <ChatText short text={id} />
    </Link>
  )
}

function LastMessage({ line: { last } }: { line: Line }) {
  const { t } = useTranslation('conversations')
  if (last === null) return <Typography.Text type="secondary">{t('noMessage')}</Typography.Text>
  return (
    <span title={last.text}>
      <Typography.Text type="secondary">{t(`from.${last.from}`)} </Typography.Text>
      <ChatText short text={last.text} />
    </span>
  )
}

function Reasons({ line: { flagged, reasons } }: { line: Line }) {
  const { t } = useTranslation('conversations')
  const codeName = useCodeName()
  if (flagged === null) return <span>{t('flaggedNotYet')}</span>
  if (!flagged) return <span>{t('notFlagged')}</span>
  return (
    <span className="conversations-clip">
      {reasons.map((reason) => (
        <Tag key={reason} color="warning">
          {codeName('reason', reason)}
        </Tag>
      ))}
    </span>
  )
}

function Outcome({ line: { converted, ordered } }: { line: Line }) {
  const { t } = useTranslation('conversations')
  if (ordered === true) return <span>{t('outcome.ordered')}</span>
  if (converted === true) return <span>{t('outcome.cart')}</span>
  return <span>{t(converted === null || ordered === null ? 'outcome.notYet' : 'outcome.nothing')}</span>
}

function Amount({ line: { order_amount, order_currency } }: { line: Line }) {
  const format = useFormat()
  if (order_amount === null) return null
  return (
    <span>
      {format.number(order_amount, 2)} {order_currency}
    </span>
  )
}
