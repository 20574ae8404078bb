import { Flex, Typography } from 'antd'
import type { ReactNode } from 'react'

/** Words and ids in a row: each id stands apart, so that a link among words needs no underline to be seen. */
export function Line({ children, quiet = false }: { children: ReactNode; quiet?: boolean }) {
  const row = (
    <Flex wrap gap={6} align="center">
      {children}
    </Flex>
  )
  return quiet ? <Typography.Text type="secondary">{row}</Typography.Text> : row
}
