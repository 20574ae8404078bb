// biome-ignore-all lint/a11y/useSemanticElements: rows that come and go with the scrollbar stand in no <table>
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names its active row
import { useVirtualizer } from '@tanstack/react-virtual'
import { Grid, Tooltip } from 'antd'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCodeName } from '../../parts/CodeName.tsx'
import { NarrowCells, WaitingCells, WideCells } from './RowLine.tsx'
import type { Rows } from './rows.ts'
import { FEATURES } from './search.ts'
import './table.css'

const WIDE_ROW_PX = 52
const NARROW_ROW_PX = 84
const HEAD_PX = 36
/** Rows that exist beyond the view before its height is known. */
const OVERSCAN = 8

interface RowTableProps {
  readonly rows: Rows
  /** The row that the keyboard is on. */
  readonly at: number
  readonly onAt: (at: number) => void
  readonly onSeen: (seen: readonly [first: number, last: number]) => void
  readonly onOpen: (at: number) => void
}

/** Rows of a search, as many as there are: those in view exist, and the keyboard walks over all. */
export function RowTable({ rows, at, onAt, onSeen, onOpen }: RowTableProps) {
  const { t } = useTranslation('conversations')
  const box = useRef<HTMLDivElement>(null)
  const wide = Grid.useBreakpoint().md !== false
  const rowPx = wide ? WIDE_ROW_PX : NARROW_ROW_PX
  const perPage = Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / rowPx) - 1)
  const virtual = useVirtualizer({
    count: rows.count,
    getScrollElement: () => box.current,
    estimateSize: () => rowPx,
    // A page beyond: whoever moves by pages finds rows, also in a frame that comes late.
    overscan: Math.max(OVERSCAN, perPage + 1),
    scrollPaddingStart: wide ? HEAD_PX : 0,
    scrollMargin: wide ? HEAD_PX : 0,
  })
  const items = virtual.getVirtualItems()
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0]
  useEffect(() => onSeen([first, last]), [first, last, onSeen])
  useEffect(() => {
    if (rowPx > 0) virtual.measure() // rows have another height
  }, [rowPx, virtual])
  useFirstPlace(at, rows.count > 0, (place) => virtual.scrollToIndex(place, { align: 'center' }))
  const go = (to: number): void => {
    const place = Math.min(Math.max(to, 0), rows.count - 1)
    onAt(place)
    virtual.scrollToIndex(place)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = placeAfter(event.key, at, rows.count, perPage)
    if (to !== null) go(to)
    else if (event.key === 'Enter' && event.target === box.current) onOpen(at)
    else return
    event.preventDefault()
  }
  return (
    <div
      ref={box}
      className="conversations-box"
      role="grid"
      aria-label={t('tableLabel')}
      aria-rowcount={rows.count + 1}
      tabIndex={0}
      aria-activedescendant={items.some(({ index }) => index === at) ? rowId(at) : undefined}
      onKeyDown={onKeyDown}
    >
      {wide && <Head />}
      <div role="rowgroup" className="conversations-body" style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start }) => (
          <Row
            key={index}
            {...{ index, wide, rowPx, rows, at }}
            top={start - (wide ? HEAD_PX : 0)}
            onOpen={() => onOpen(index)}
          />
        ))}
      </div>
    </div>
  )
}

interface RowProps {
  readonly index: number
  readonly top: number
  readonly wide: boolean
  readonly rowPx: number
  readonly rows: Rows
  readonly at: number
  readonly onOpen: () => void
}

function Row({ index, top, wide, rowPx, rows, at, onOpen }: RowProps) {
  const line = rows.row(index)
  const grid = line === null ? 'conversations-waiting' : wide ? 'conversations-grid' : 'conversations-grid-narrow'
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid takes the keys for all of its rows
    <div
      role="row"
      id={rowId(index)}
      aria-rowindex={index + 2}
      aria-selected={index === at}
      className={`conversations-row ${grid}`}
      style={{ height: rowPx, transform: `translateY(${top}px)` }}
      onClick={(event) => {
        const link = event.target instanceof Element && event.target.closest('a')
        if (link && (event.ctrlKey || event.metaKey || event.shiftKey)) return
        event.preventDefault()
        if (window.getSelection()?.isCollapsed !== false) onOpen()
      }}
    >
      {line === null ? (
        <WaitingCells number={index + 1} />
      ) : wide ? (
        <WideCells line={line} />
      ) : (
        <NarrowCells line={line} />
      )}
    </div>
  )
}

function Head() {
  const { t } = useTranslation('conversations')
  const codeName = useCodeName()
  return (
    <div role="rowgroup" className="conversations-head">
      <div role="row" aria-rowindex={1} className="conversations-grid" style={{ minHeight: HEAD_PX }}>
        {(['started', 'conversation', 'last'] as const).map((name) => (
          <div key={name} role="columnheader" className="conversations-cell">
            {t(`columns.${name}`)}
          </div>
        ))}
        <div role="columnheader" className="conversations-number">
          {t('columns.messages')}
        </div>
        {FEATURES.map((name) => (
          <div key={name} role="columnheader" aria-label={codeName('feature', name)} className="conversations-mark">
            <Tooltip title={codeName('feature', name)}>
              <span>{t(`short.${name}`)}</span>
            </Tooltip>
          </div>
        ))}
        {(['outcome', 'bundle', 'review'] as const).map((name) => (
          <div key={name} role="columnheader" className="conversations-cell">
            {t(`columns.${name}`)}
          </div>
        ))}
      </div>
    </div>
  )
}

const rowId = (index: number): string => `conversation-row-${index}`

/** Where a key leads; null = it is none of the table's. */
function placeAfter(key: string, at: number, count: number, perPage: number): number | null {
  const steps: Readonly<Record<string, number>> = {
    ...{ ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + perPage, PageUp: at - perPage },
    ...{ Home: 0, End: count - 1 },
  }
  return steps[key] ?? null
}

/** Who comes back to a list finds the row that was left. */
function useFirstPlace(at: number, ready: boolean, scroll: (at: number) => void): void {
  const [done, setDone] = useState(at <= 0)
  useEffect(() => {
    if (done || !ready) return
    setDone(true)
    scroll(at)
  }, [done, ready, at, scroll])
}
