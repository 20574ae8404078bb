import { Empty, Typography } from 'antd'
import type { ReactNode } from 'react'

interface NothingProps {
  readonly title: string
  /** Why there is nothing, and what would bring something. */
  readonly hint?: string
  readonly action?: ReactNode
}

/** An empty place that explains itself. */
export function Nothing({ title, hint, action }: NothingProps) {
  return (
    <Empty
      image={Empty.PRESENTED_IMAGE_SIMPLE}
      description={
        <>
          <div>{title}</div>
          {hint !== undefined && <Typography.Text type="secondary">{hint}</Typography.Text>}
        </>
      }
    >
      {action}
    </Empty>
  )
}
