import { Card, Flex, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { IdText } from '../../parts/IdText.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { type Found, useNeighbours } from './whole.ts'

type Neighbour = Found['neighbours'][number]

/** Where the console shows a thing of this kind; the others have an id to copy. */
function addressOf({ kind, id }: Neighbour): string | null {
  const safe = encodeURIComponent(id)
  if (kind === 'conversation') return `/conversations/${safe}`
  if (kind === 'user') return `/conversations?user=${safe}`
  if (kind === 'bundle') return `/models/${safe}`
  if (kind === 'snapshot') return `/models/snapshots/${safe}`
  return kind === 'experiment' ? `/experiments/${safe}` : null
}

/** What the conversation is tied to, by ids: from a reply to its model, its training and the order, and back. */
export function LinksPanel({ id }: { id: string }) {
  const { t } = useTranslation('conversation')
  const query = useNeighbours(id)
  return (
    <Card size="small" title={t('links')}>
      <Loaded query={query} rows={3}>
        {({ found }) => {
          const groups = Map.groupBy(
            found.filter(({ kind }) => kind === 'conversation').flatMap(({ neighbours }) => neighbours),
            ({ kind }) => kind,
          )
          if (groups.size === 0) return <Typography.Text type="secondary">{t('noLinks')}</Typography.Text>
          return [...groups].map(([kind, neighbours]) => (
            <Flex key={kind} gap="small" wrap style={{ paddingBlock: 2 }}>
              <Typography.Text type="secondary">{t(`kind.${kind}`)}</Typography.Text>
              {[...new Map(neighbours.map((each) => [each.id, each])).values()].map((each) => {
                const to = addressOf(each)
                return <IdText key={each.id} id={each.id} {...(to !== null && { to })} />
              })}
            </Flex>
          ))
        }}
      </Loaded>
    </Card>
  )
}
