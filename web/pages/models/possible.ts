import type { Action, ReleaseFacts } from './release-facts.ts'

/**
 * What can be ordered now. The service decides by itself; this only leaves out what cannot work.
 *
 * @param bundle the version that is meant; null = what is live or a canary now
 * @param approval steps that wait for somebody's agreement
 */
export function actionsFor(
  bundle: string | null,
  state: ReleaseFacts,
  approval: readonly ('canary' | 'live')[],
): Action[] {
  const { live, canary } = state
  const earlier = state.ledger[0]?.earlier ?? []
  const isAboutCanary = canary !== null && (bundle === null || bundle === canary.bundle)
  if (isAboutCanary) {
    return [
      'advance',
      'promote',
      canary.paused ? 'resume' : 'pause',
      ...(approval.length > 0 ? (['approve'] as const) : []),
      'abandon',
    ]
  }
  if (bundle === null || bundle === live)
    return live !== null && canary === null && earlier.length > 0 ? ['rollback'] : []
  return [
    ...(live === null ? [] : (['canary'] as const)),
    'promote',
    ...(approval.length > 0 && live !== null ? (['approve'] as const) : []),
    ...(earlier.includes(bundle) ? (['rollback'] as const) : []),
  ]
}

/**
 * The version that an order names: on the page of what answers everybody already, a rollback means "to the one before".
 *
 * @param bundle the version whose page this is; null = no page of one version
 * @returns null = the service finds the version itself
 */
export const subjectOf = (bundle: string | null, { live, canary }: ReleaseFacts): string | null =>
  canary === null && bundle === live ? null : bundle
