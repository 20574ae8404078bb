import { Button, Flex, Progress, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../parts/format.ts'
import type { Rows } from './rows.ts'

/** How many were found; of a search in messages, how far it has looked, and the way further. */
export function HowMany({ rows }: { rows: Rows }) {
  const { t } = useTranslation('conversations')
  const format = useFormat()
  const { looked, total } = rows
  if (looked !== null) {
    const of = looked.of ?? looked.conversations
    const found = t('found', { count: rows.count, n: format.number(rows.count) })
    const far = looked.done ? t('lookedAll', { n: format.number(looked.conversations) }) : null
    return (
      <Flex align="center" gap="small" wrap aria-live="polite">
        <Typography.Text>
          {found} {far ?? t('looked', { n: format.number(looked.conversations), of: format.number(of) })}
        </Typography.Text>
        {!looked.done && (
          <Progress
            aria-label={t('lookedShare')}
            percent={Math.floor((looked.conversations / Math.max(1, of)) * 100)}
            size={[160, 6]}
            style={{ width: 210 }}
          />
        )}
        {rows.more !== null && (
          <Button size="small" onClick={rows.more}>
            {t('lookFurther')}
          </Button>
        )}
      </Flex>
    )
  }
  if (total === null) return <Typography.Text type="secondary">{rows.waiting ? t('searching') : ' '}</Typography.Text>
  const n = format.number(total.count)
  return (
    <Typography.Text {...(rows.waiting && { type: 'secondary' })} aria-live="polite">
      {t(total.exact ? 'count' : 'countAtLeast', { count: total.count, n })}
      {rows.count < total.count && ` ${t('shownOnly', { n: format.number(rows.count) })}`}
    </Typography.Text>
  )
}
