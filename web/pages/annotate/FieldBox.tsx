import { Typography, theme } from 'antd'
import { type ReactNode, useEffect, useRef } from 'react'
import { type Field, fieldKey } from './form.ts'

interface FieldBoxProps {
  readonly field: Field
  readonly title: string
  /** Which reply it is about. */
  readonly about?: string | undefined
  /** It has the keys. */
  readonly active: boolean
  /** Changes when a decision begins: then the focus comes back here. */
  readonly opened: number
  readonly children: ReactNode
}

/** A field of the form. The one with the keys is marked, scrolled to, and has the focus. */
export function FieldBox({ field, title, about, active, opened, children }: FieldBoxProps) {
  const { token } = theme.useToken()
  const box = useRef<HTMLElement>(null)
  const key = fieldKey(field)
  // On purpose more than it reads: a new decision takes the focus to the same field again
  useEffect(() => {
    if (!active || box.current === null) return
    const anchor = box.current.querySelector<HTMLElement>('[data-anchor]') ?? box.current
    if (!box.current.contains(document.activeElement) || document.activeElement === box.current)
      anchor.focus({ preventScroll: true })
    box.current.scrollIntoView({ block: 'nearest' })
  }, [active, key, opened])
  return (
    <section
      ref={box}
      tabIndex={-1}
      aria-label={about === undefined ? title : `${title} (${about})`}
      data-field={key}
      data-active={active || undefined}
      style={{
        borderInlineStart: `3px solid ${active ? token.colorPrimary : token.colorBorderSecondary}`,
        outline: 'none',
        paddingInlineStart: 10,
        scrollMarginBlock: 8,
      }}
    >
      <Typography.Text strong>{title}</Typography.Text>
      {about !== undefined && <Typography.Text type="secondary"> · {about}</Typography.Text>}
      <div style={{ marginBlockStart: 4 }}>{children}</div>
    </section>
  )
}
