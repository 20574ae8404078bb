const two = (value: number): string => String(value).padStart(2, '0')

/** Epoch milliseconds as a field of type `datetime-local` holds them, in the reader's time zone, to the minute. */
export function toLocalInput(at: number): string {
  const then = new Date(at)
  const day = `${String(then.getFullYear()).padStart(4, '0')}-${two(then.getMonth() + 1)}-${two(then.getDate())}`
  return `${day}T${two(then.getHours())}:${two(then.getMinutes())}`
}

/** The other way round: the last millisecond of that minute is not meant, its beginning is. null = no whole date yet. */
export function fromLocalInput(value: string): number | null {
  const at = value === '' ? Number.NaN : new Date(value).getTime()
  return Number.isNaN(at) ? null : at
}
