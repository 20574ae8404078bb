import { Tooltip } from 'antd'
import { useFormat } from './format.ts'

interface InstantProps {
  /** Epoch milliseconds; null = never. */
  readonly at: number | null | undefined
  /** The clock of the service, for "3 hours ago"; absent = the date alone. */
  readonly now?: number | undefined
}

/** A moment in the reader's time zone and language; the exact one on hover. */
export function Instant({ at, now }: InstantProps) {
  const format = useFormat()
  if (at === null || at === undefined) return <span>–</span>
  return (
    <Tooltip title={format.exact(at)}>
      <time dateTime={new Date(at).toISOString()}>
        {now === undefined ? format.instant(at) : format.relative(at, now)}
      </time>
    </Tooltip>
  )
}
