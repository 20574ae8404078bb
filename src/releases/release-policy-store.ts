import type { ReleasePolicy } from './ramp-policy.ts'

/** A policy as it was set, or the built-in one. */
export interface KeptPolicy extends ReleasePolicy {
  /** Counts up; 0 = the built-in one, which nobody set. */
  readonly version: number
  /** Whose it is: null = the default of all assistants. */
  readonly assistant: string | null
  readonly since: number | null
  readonly who: string | null
  /** null = built in, or set by a salesloop that asked for no reason. */
  readonly why: string | null
}

/** How releases go, per assistant. */
export interface ReleasePolicyStore {
  /** The assistant's own policy, else the default one, else the built-in one. */
  policy(assistant: string | null): Promise<KeptPolicy>
  /** Adds a version; older ones are kept. */
  set(
    policy: ReleasePolicy,
    about: { assistant: string | null; who: string; recordedBy: string; why: string; at: number },
  ): Promise<KeptPolicy>
}
