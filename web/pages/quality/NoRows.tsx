import { Typography } from 'antd'

/** Says in an empty table that there is nothing, in a colour that can be read. */
export const noRows = (text: string) => ({
  emptyText: <Typography.Text type="secondary">{text}</Typography.Text>,
})
