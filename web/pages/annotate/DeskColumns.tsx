import { Flex, Segmented } from 'antd'
import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useNarrow } from './use-narrow.ts'

interface DeskColumnsProps {
  /** Changes when a decision begins: reading comes first. */
  readonly opened: number
  /** Changes when the keys go elsewhere. */
  readonly field: string
  readonly notices: ReactNode
  readonly conversation: ReactNode
  readonly decision: ReactNode
  readonly actions: ReactNode
  readonly facts: ReactNode
}
const VIEWS = ['conversation', 'decision', 'facts'] as const
type View = (typeof VIEWS)[number]

/** On a phone the conversation comes first; what the keys are in is never out of sight. */
function useFittingView(opened: number, field: string, show: ((view: View) => void) | null): void {
  const before = useRef({ opened, field })
  useEffect(() => {
    if (opened !== before.current.opened) show?.('conversation')
    else if (field !== before.current.field) show?.('decision')
    before.current = { opened, field }
  })
}

/** Three columns, each scrolling by itself; on a phone one at a time, the actions always in reach. */
export function DeskColumns({ opened, field, notices, conversation, decision, actions, facts }: DeskColumnsProps) {
  const { t } = useTranslation('annotate')
  const narrow = useNarrow()
  const [params, setParams] = useSearchParams()
  const view = VIEWS.find((name) => name === params.get('view')) ?? 'conversation'
  const show = (next: View): void =>
    setParams((before) => new URLSearchParams([...before].filter(([key]) => key !== 'view').concat([['view', next]])), {
      replace: true,
    })
  useFittingView(opened, field, narrow ? show : null)
  const scrolls = { overflowY: 'auto', minHeight: 0, height: '100%', padding: 3 } as const
  if (narrow) {
    return (
      <Flex vertical gap="small" style={{ height: '100%' }}>
        {notices}
        <Segmented<View>
          block
          size="large"
          aria-label={t('views.label')}
          value={view}
          onChange={show}
          options={VIEWS.map((value) => ({ value, label: t(`views.${value}`) }))}
        />
        <div style={{ flex: 1, ...scrolls }}>
          {view === 'conversation' && conversation}
          {view === 'decision' && decision}
          {view === 'facts' && facts}
        </div>
        {actions}
      </Flex>
    )
  }
  return (
    <Flex vertical gap="small" style={{ height: '100%' }}>
      {notices}
      <div
        style={{
          display: 'grid',
          flex: 1,
          gap: 16,
          gridTemplateColumns: 'minmax(250px, 1.1fr) minmax(280px, 1fr) minmax(176px, 0.62fr)',
          gridTemplateRows: 'minmax(0, 1fr)',
          minHeight: 0,
        }}
      >
        {conversation}
        <Flex vertical gap="small" style={{ minHeight: 0, height: '100%' }}>
          <div style={{ flex: 1, ...scrolls }}>{decision}</div>
          {actions}
        </Flex>
        <div style={scrolls}>{facts}</div>
      </div>
    </Flex>
  )
}
