/** Ways on from an answer that came too late, in the order of their keys. */
export const WAYS = ['keep', 'edit', 'discard'] as const
export type Way = (typeof WAYS)[number]
