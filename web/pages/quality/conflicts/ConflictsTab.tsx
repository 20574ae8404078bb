import { Button, Flex, Skeleton, Typography } from 'antd'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Failure } from '../../../parts/Failure.tsx'
import { useFormat } from '../../../parts/format.ts'
import { Nothing } from '../../../parts/Nothing.tsx'
import { useAddress } from '../address.ts'
import { ConflictList } from './ConflictList.tsx'
import { ConflictView } from './ConflictView.tsx'
import { useConflicts } from './conflict-query.ts'
import { OpenReturns } from './OpenReturns.tsx'

/** What people could not agree on, one after the other, like conflicts of a merge. */
export function ConflictsTab() {
  const { t } = useTranslation('quality')
  const format = useFormat()
  const address = useAddress()
  const query = useConflicts()
  const conflicts = query.data?.pages.flatMap((page) => page.conflicts) ?? []
  const chosen = address.read('sample') ?? conflicts[0]?.sample_id ?? null
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query
  const seeksOn = conflicts.length === 0 && hasNextPage && !isFetchingNextPage
  useEffect(() => {
    if (seeksOn) void fetchNextPage() // a page may hold none and have a next one all the same
  }, [seeksOn, fetchNextPage])
  if (query.isPending) return <Skeleton active title={false} paragraph={{ rows: 8 }} />
  const at = conflicts.findIndex(({ sample_id }) => sample_id === chosen)
  const move = (by: 1 | -1): void => {
    const next = conflicts[at < 0 ? 0 : at + by]
    if (next !== undefined) address.set({ sample: next.sample_id }, true)
  }
  const decided = (): void => {
    const next = conflicts[at + 1] ?? conflicts[at - 1]
    address.set({ sample: next?.sample_id ?? null }, true)
  }
  return (
    <Flex vertical gap="middle">
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      <OpenReturns />
      <Flex gap="middle" align="flex-start" wrap>
        <Flex vertical gap="small" style={{ flex: '0 0 220px' }}>
          <Typography.Text type="secondary">
            {t('conflicts.count', { count: conflicts.length, shown: format.number(conflicts.length) })}
          </Typography.Text>
          <ConflictList conflicts={conflicts} chosen={chosen} onChoose={(id) => address.set({ sample: id })} />
          {hasNextPage && (
            <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              {t('more')}
            </Button>
          )}
        </Flex>
        <div style={{ flex: '1 1 640px', minWidth: 0 }}>
          {chosen !== null && <ConflictView key={chosen} sampleId={chosen} onMove={move} onDone={decided} />}
          {chosen === null && !hasNextPage && <Nothing title={t('conflicts.none')} hint={t('conflicts.noneWhy')} />}
        </div>
      </Flex>
    </Flex>
  )
}
