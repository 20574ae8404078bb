import type { UseQueryResult } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { Failure } from './Failure.tsx'

interface LoadedProps<T> {
  readonly query: UseQueryResult<T>
  readonly children: (data: T) => ReactNode
  /** Rows of grey while the first answer is on its way. */
  readonly rows?: number
}

/** A query's answer, or its waiting, or its failure. An old answer stays in view while a new one fails, under the failure. */
export function Loaded<T>({ query, children, rows = 4 }: LoadedProps<T>) {
  const failure = query.isError ? <Failure error={query.error} retry={() => void query.refetch()} /> : null
  if (query.data === undefined) return failure ?? <Skeleton active title={false} paragraph={{ rows }} />
  return (
    <>
      {failure}
      {children(query.data)}
    </>
  )
}
