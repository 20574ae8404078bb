export const TRUST_KINDS = ['annotator', 'user', 'phrase'] as const
/** What may poison labels or feedback. */
export type TrustKind = (typeof TRUST_KINDS)[number]
