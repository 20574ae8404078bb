import type { ArmCounts } from './canary.ts'

/** What both arms of a canary have brought so far. */
export interface CanaryReader {
  /**
   * Counts per arm and user of conversations that began, and predictions that were asked for, since an instant.
   * Click-through counts eligible conversations with a CTA that the named bundles answered; errors are predictions that
   * another bundle had to give.
   */
  counts(live: string, canary: string, since: number): Promise<ArmCounts>
}
