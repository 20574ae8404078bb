import { Flex, Typography } from 'antd'
import { type ReactNode, useEffect } from 'react'

interface PageFrameProps {
  readonly title: string
  /** One sentence: what this page answers. */
  readonly about?: ReactNode
  /** Buttons and choices that belong to the whole page. */
  readonly actions?: ReactNode
  readonly children: ReactNode
  /** The page scrolls inside (tables, split views) instead of as a whole. */
  readonly fill?: boolean
}

/** Title, one sentence and actions above a page's content; names the browser's tab too. */
export function PageFrame({ title, about, actions, children, fill = false }: PageFrameProps) {
  useEffect(() => {
    document.title = `${title} · salesloop`
  }, [title])
  return (
    <Flex vertical gap="middle" style={{ padding: 16, ...(fill && { height: '100%', boxSizing: 'border-box' }) }}>
      <Flex wrap justify="space-between" align="flex-start" gap="small">
        <div style={{ flex: '1 1 320px', minWidth: 0 }}>
          <Typography.Title level={1} style={{ fontSize: 20, lineHeight: 1.4, margin: 0 }}>
            {title}
          </Typography.Title>
          {about !== undefined && <Typography.Text type="secondary">{about}</Typography.Text>}
        </div>
        {actions}
      </Flex>
      {children}
    </Flex>
  )
}
