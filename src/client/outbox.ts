/** Why an event was never delivered. Each is counted; none throws. */
export type DropReason = 'buffer_full' | 'unserializable' | 'too_large' | 'rejected' | 'closed'

/** One event on its way: its JSON, serialised when it was handed over, so that later changes by the caller do not reach it. */
export interface Parcel {
  readonly eventId: string
  readonly json: string
  readonly bytes: number
}

export interface OutboxLimits {
  /** Most events held at once, those being sent included. */
  readonly maxEvents: number
  /** Most bytes of JSON held at once, those being sent included. */
  readonly maxBytes: number
}

/**
 * A bounded first-in, first-out buffer. A full buffer refuses the newest: what is already in it belongs to
 * conversations whose beginning is stored, and a whole conversation is worth more than two halves.
 */
export interface Outbox {
  /** @returns false when there is no room; the caller counts the drop */
  put(parcel: Parcel): boolean
  /** The oldest parcels, at most `maxCount` and `maxBytes` together but at least one; they stay until `settle`. */
  peek(maxCount: number, maxBytes: number): readonly Parcel[]
  /** Forgets the oldest `count`: delivered or dropped. */
  settle(count: number): void
  readonly size: number
  readonly bytes: number
}

export function createOutbox(limits: OutboxLimits): Outbox {
  let parcels: Parcel[] = []
  let head = 0
  let bytes = 0

  const compact = () => {
    if (head < 1024 || head * 2 < parcels.length) return
    parcels = parcels.slice(head)
    head = 0
  }

  return {
    put(parcel) {
      if (parcels.length - head >= limits.maxEvents || bytes + parcel.bytes > limits.maxBytes) return false
      parcels.push(parcel)
      bytes += parcel.bytes
      return true
    },
    peek(maxCount, maxBytes) {
      let end = head
      let sum = 0
      while (end < parcels.length && end - head < maxCount) {
        sum += parcels[end]!.bytes
        if (sum > maxBytes && end > head) break
        end += 1
      }
      return parcels.slice(head, end)
    },
    settle(count) {
      const end = Math.min(head + count, parcels.length)
      for (let at = head; at < end; at += 1) bytes -= parcels[at]!.bytes
      head = end
      compact()
    },
    get size() {
      return parcels.length - head
    },
    get bytes() {
      return bytes
    },
  }
}
