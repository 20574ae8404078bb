import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Card, Flex, Table, type TableColumnsType, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { api, bodyOf } from '../../../api/client.ts'
import { Failure } from '../../../parts/Failure.tsx'
import { useFormat } from '../../../parts/format.ts'
import { IdText } from '../../../parts/IdText.tsx'
import { type RatedTask, useNames } from '../names.ts'

interface ConfusedItemsProps {
  readonly asked: {
    readonly task: RatedTask
    readonly annotator?: string
    readonly beside?: string
    readonly from?: number
    readonly label: string
    readonly other: string
  }
  readonly onClose: () => void
}

type Page = Awaited<ReturnType<typeof pageOf>>
type Item = Page['items'][number]

const pageOf = (asked: ConfusedItemsProps['asked'], after: string | null) =>
  bodyOf(api.GET('/v1/confusion/items', { params: { query: { ...asked, ...(after !== null && { after }) } } }))

/** What stands behind a cell: who said what, with ways to the conversation and to both answers. */
export function ConfusedItems({ asked, onClose }: ConfusedItemsProps) {
  const { t } = useTranslation('quality')
  const format = useFormat()
  const names = useNames()
  const query = useInfiniteQuery({
    queryKey: ['quality', 'confused', asked],
    queryFn: ({ pageParam }) => pageOf(asked, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })
  const items = query.data?.pages.flatMap((page) => page.items) ?? []
  const title = t('confusion.items', {
    label: names.label(asked.task, asked.label),
    other: names.label(asked.task, asked.other),
    found: query.data === undefined ? '…' : format.number(query.data.pages[0]?.found ?? 0),
  })
  return (
    <Card size="small" title={title} extra={<Button onClick={onClose}>{t('close')}</Button>}>
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      <Table
        size="small"
        loading={query.isPending}
        columns={useColumns(asked.task)}
        dataSource={items}
        rowKey={(item) => item.event_id ?? item.sample_id}
        pagination={false}
        scroll={{ x: 640 }}
      />
      {query.hasNextPage && (
        <Flex justify="center" style={{ marginTop: 8 }}>
          <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('more')}
          </Button>
        </Flex>
      )}
    </Card>
  )
}

function useColumns(task: RatedTask): TableColumnsType<Item> {
  const { t } = useTranslation('quality')
  const names = useNames()
  return [
    {
      title: t('confusion.conversation'),
      render: (_, { conversation_id: id }) => <IdText id={id} to={`/conversations/${encodeURIComponent(id)}`} />,
    },
    {
      title: t('confusion.said'),
      render: (_, { choices }) => (
        <Flex wrap gap={4}>
          {choices.map(({ annotator, choice, label_id }) => (
            <Tag key={label_id}>{t('confusion.says', { annotator, choice: names.label(task, choice) })}</Tag>
          ))}
        </Flex>
      ),
    },
    {
      title: t('confusion.look'),
      width: 160,
      render: (_, { sample_id }) => (
        <Link to={`/quality/conflicts?sample=${encodeURIComponent(sample_id)}`}>{t('confusion.sideBySide')}</Link>
      ),
    },
  ]
}
