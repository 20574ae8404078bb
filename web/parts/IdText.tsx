import { Typography } from 'antd'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

interface IdTextProps {
  readonly id: string
  /** Where it leads inside the console. */
  readonly to?: string
  /** Shown instead of a shortened id. */
  readonly children?: ReactNode
}

const SHOWN = 14

/** An id: short, whole on hover and in the clipboard, and where it can be followed, a link. */
export function IdText({ id, to, children }: IdTextProps) {
  const short = children ?? (id.length > SHOWN + 2 ? `${id.slice(0, SHOWN)}…` : id)
  return (
    <Typography.Text copyable={{ text: id }} title={id} style={{ whiteSpace: 'nowrap' }}>
      {to === undefined ? <code>{short}</code> : <Link to={to}>{short}</Link>}
    </Typography.Text>
  )
}
