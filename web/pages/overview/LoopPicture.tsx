import { theme } from 'antd'
import type { MouseEvent, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useHref, useNavigate } from 'react-router'
import { useFormat } from '../../parts/format.ts'
import './loop.css'
import type { LoopFacts } from './facts.ts'
import { type Arrow, arrowsOf, STATION_PATHS, STATIONS, type StationName } from './stations.ts'

const [WIDTH, HEIGHT, BOX_W, BOX_H] = [1120, 262, 152, 68]
const STEP = (WIDTH - BOX_W - 4) / 3
const [TOP, BOTTOM] = [8, HEIGHT - BOX_H - 8]

/** Left upper corner: four stations above from left to right, four below on the way back. */
const placeOf = (station: StationName): { x: number; y: number } => {
  const i = STATIONS.indexOf(station)
  return i < 4 ? { x: 2 + i * STEP, y: TOP } : { x: 2 + (7 - i) * STEP, y: BOTTOM }
}

/** The loop as a picture: stations and arrows lead to their pages, each arrow carries what flows along it now. */
export function LoopPicture({ overview }: { overview: LoopFacts }) {
  const { t } = useTranslation('overview')
  return (
    <nav aria-label={t('loop.title')} style={{ overflowX: 'auto' }}>
      <svg
        className="loop-picture"
        role="presentation"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        style={{ width: '100%', minWidth: 700, maxHeight: 320, display: 'block' }}
      >
        {arrowsOf(overview).flatMap((arrow) => [
          <Station key={arrow.from} name={arrow.from} />,
          <ArrowLine key={`${arrow.from}-arrow`} arrow={arrow} />,
        ])}
      </svg>
    </nav>
  )
}

/** A link of the router inside a picture. */
function PictureLink({ to, label, children }: { to: string; label: string; children: ReactNode }) {
  const href = useHref(to)
  const navigate = useNavigate()
  const follow = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    void navigate(to)
  }
  return (
    <a href={href} aria-label={label} onClick={follow}>
      {children}
    </a>
  )
}

function Station({ name }: { name: StationName }) {
  const { t } = useTranslation('overview')
  const { token } = theme.useToken()
  const { x, y } = placeOf(name)
  const [title, about] = [t(`stations.${name}.title`), t(`stations.${name}.about`)]
  return (
    <PictureLink to={STATION_PATHS[name]} label={`${title} ${about}`}>
      <rect
        {...{ x, y, width: BOX_W, height: BOX_H, rx: token.borderRadiusLG }}
        fill={token.colorFillQuaternary}
        stroke={token.colorBorder}
      />
      <text x={x + BOX_W / 2} y={y + 29} textAnchor="middle" fontSize={15} fontWeight={600} fill={token.colorText}>
        {title}
      </text>{' '}
      <text x={x + BOX_W / 2} y={y + 50} textAnchor="middle" fontSize={12} fill={token.colorTextSecondary}>
        {about}
      </text>
    </PictureLink>
  )
}

function ArrowLine({ arrow }: { arrow: Arrow }) {
  const { t } = useTranslation('overview')
  const { token } = theme.useToken()
  const shown = useShown(arrow)
  const caption = t(`arrows.${arrow.from}`)
  const { line, head, middle, turned } = courseOf(arrow.from)
  const anchor = turned === 0 ? 'middle' : turned > 0 ? 'end' : 'start'
  return (
    <PictureLink to={arrow.to} label={`${shown} ${caption}`}>
      <rect {...middle.box} fill="transparent" />
      <path d={line} stroke={token.colorTextTertiary} strokeWidth={2} fill="none" />
      <path d={head} fill={token.colorTextTertiary} />
      <text
        {...{ x: middle.x, y: middle.y - 10 }}
        textAnchor={anchor}
        fontSize={16}
        fontWeight={600}
        fill={token.colorLink}
      >
        {shown}
      </text>{' '}
      <text {...{ x: middle.x, y: middle.y + 20 }} textAnchor={anchor} fontSize={12} fill={token.colorTextSecondary}>
        {caption}
      </text>
    </PictureLink>
  )
}

function useShown({ value }: Arrow): string {
  const { t } = useTranslation('overview')
  const format = useFormat()
  switch (value.kind) {
    case 'rate':
      return t('values.rate', { rate: format.number(value.perSecond, value.perSecond < 10 ? 2 : 0) })
    case 'count':
      return format.number(value.count)
    case 'share':
      return t('values.share', { part: format.number(value.part), whole: format.number(value.whole) })
    case 'verdict':
      return t(`values.verdict.${value.verdict}`)
    case 'bundle':
      return t('values.bundle', { bundle: value.bundle, share: format.percent(value.share, 0) })
    case 'none':
      return t('values.none')
  }
}

/** The arrow that leaves a station: its line, its head, and where its number stands (and what can be clicked). */
function courseOf(from: StationName) {
  const i = STATIONS.indexOf(from)
  const a = placeOf(from)
  if (i === 3 || i === 7) {
    const down = i === 3
    const x = a.x + BOX_W / 2
    const [y1, y2] = down ? [TOP + BOX_H + 4, BOTTOM - 4] : [BOTTOM - 4, TOP + BOX_H + 4]
    const middle = (TOP + BOX_H + BOTTOM) / 2
    const textX = down ? x - 14 : x + 14
    return {
      line: `M ${x} ${y1} V ${y2 + (down ? -8 : 8)}`,
      head: `M ${x} ${y2} l -6 ${down ? -10 : 10} h 12 z`,
      middle: { x: textX, y: middle, box: { x: down ? x - 190 : x - 8, y: middle - 28, width: 198, height: 56 } },
      turned: down ? 1 : -1,
    }
  }
  const forth = i < 3
  const y = a.y + BOX_H / 2
  const [x1, x2] = forth ? [a.x + BOX_W + 6, a.x + STEP - 6] : [a.x - 6, a.x - STEP + BOX_W + 6]
  const middle = (x1 + x2) / 2
  return {
    line: `M ${x1} ${y} H ${x2 + (forth ? -8 : 8)}`,
    head: `M ${x2} ${y} l ${forth ? -10 : 10} -6 v 12 z`,
    middle: { x: middle, y, box: { x: Math.min(x1, x2), y: y - 30, width: Math.abs(x2 - x1), height: 60 } },
    turned: 0,
  }
}
