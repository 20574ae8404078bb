import { useVirtualizer } from '@tanstack/react-virtual'
import { Divider } from 'antd'
import { useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../parts/format.ts'
import { MomentBox } from './MomentBox.tsx'
import { clickedOf, type Moment } from './timeline.ts'
import type { Whole } from './whole.ts'
import './conversation.css'

const GUESSED_PX = 84
const OVERSCAN = 6

interface TimelineProps {
  readonly whole: Whole
  readonly moments: readonly Moment[]
  readonly evidence: ReadonlySet<string>
}

/** Everything that happened, in one order of time. What is out of view does not exist, so length costs nothing. */
export function Timeline({ whole, moments, evidence }: TimelineProps) {
  const { t } = useTranslation('conversation')
  const format = useFormat()
  const box = useRef<HTMLDivElement>(null)
  const clicked = useMemo(() => clickedOf(moments), [moments])
  const virtual = useVirtualizer({
    count: moments.length,
    getScrollElement: () => box.current,
    estimateSize: () => GUESSED_PX,
    getItemKey: (i) => moments[i]?.id ?? i,
    overscan: OVERSCAN,
  })
  useEffect(() => {
    const first = moments.findIndex(({ id }) => evidence.has(id))
    if (first >= 0) virtual.scrollToIndex(first, { align: 'center' })
  }, [evidence, moments, virtual])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section ref={box} className="conversation-timeline" aria-label={t('timeline')} tabIndex={0}>
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const moment = moments[index]!
          return (
            <div
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              className="conversation-moment"
              style={{ transform: `translateY(${start}px)` }}
            >
              {moment.newDay && (
                <Divider plain style={{ marginBlock: 8 }}>
                  {format.day(moment.at)}
                </Divider>
              )}
              <MomentBox
                moment={moment}
                evidence={evidence.has(moment.id)}
                suspect={whole.sample?.suspect?.event_id === moment.id}
                clicked={clicked}
              />
            </div>
          )
        })}
      </div>
    </section>
  )
}
