import { createHash } from 'node:crypto'
import { LoopError } from '../errors/loop-error.ts'
import type { Observation } from './alert.ts'
import { codeInChinese } from './alert-words.ts'
import type { TrustKind } from './trust-kind.ts'

/**
 * held: the watch found it, nobody has decided, and it is kept out of training. confirmed: a person says so, and it stays
 * out. released: a person says that it is sound.
 */
export const TRUST_STATES = ['held', 'confirmed', 'released'] as const
export type TrustState = (typeof TRUST_STATES)[number]

export const TRUST_ACTIONS = ['confirm', 'release', 'hold'] as const
export type TrustAction = (typeof TRUST_ACTIONS)[number]

/** Figures, labels, and ids of what shows it; no text. */
export interface TrustEvidence {
  readonly figures: Readonly<Record<string, number>>
  /** Labels, annotators and signs that it is about, by role. */
  readonly names: Readonly<Record<string, string>>
  /** Event ids of a few messages that show it. */
  readonly texts: readonly string[]
}

/** What a look finds. */
export interface FoundCase {
  readonly kind: TrustKind
  /** '' = all tasks. */
  readonly task: string
  readonly subject: string
  /** '' = everything. */
  readonly label: string
  readonly evidence: TrustEvidence
}

/** Instants are epoch milliseconds of the data's clock. */
export interface TrustCase extends FoundCase {
  readonly caseId: string
  readonly state: TrustState
  readonly openedAt: number
  readonly seenAt: number
  /** The last look still found it. */
  readonly suspected: boolean
}

export interface TrustDecision {
  readonly action: TrustAction
  readonly who: string
  readonly recordedBy: string
  readonly why: string
  readonly at: number
}

export interface TrustFilter {
  readonly kind: TrustKind | null
  readonly state: TrustState | null
  readonly after: string | null
  readonly limit: number
}

export interface TrustStore {
  /** Newest first. */
  list(filter: TrustFilter): Promise<TrustCase[]>
  /** Throws LOOP_NO_TRUST_CASE (404). */
  get(caseId: string): Promise<TrustCase>
  /** Newest first. */
  decisions(caseId: string): Promise<TrustDecision[]>
  /**
   * Opens cases for what is new, in state `held`, and refreshes the evidence of those that exist, whatever was decided.
   * Those that were not found are marked so, and stay as they are.
   */
  record(found: readonly FoundCase[], now: number): Promise<void>
  /** Throws LOOP_NO_TRUST_CASE (404), LOOP_TRUST_DECIDED (409) when it is in that state already. */
  decide(caseId: string, decision: TrustDecision): Promise<TrustCase>
}

export const trustCaseId = ({ kind, task, subject, label }: Omit<FoundCase, 'evidence'>): string =>
  `tc-${createHash('sha256')
    .update(JSON.stringify([kind, task, subject, label]))
    .digest('hex')
    .slice(0, 12)}`

const AFTER: Readonly<Record<TrustAction, TrustState>> = { confirm: 'confirmed', release: 'released', hold: 'held' }

/** The state after a decision; every one can be taken back by another. */
export function stateAfter({ caseId, state }: Pick<TrustCase, 'caseId' | 'state'>, action: TrustAction): TrustState {
  const next = AFTER[action]
  if (next !== state) return next
  throw new LoopError(
    'LOOP_TRUST_DECIDED',
    `Case ${caseId} is ${state} already. Choose one of ${TRUST_ACTIONS.filter((each) => AFTER[each] !== state).join(', ')}, or leave it.`,
    { status: 409 },
  )
}

/** How a case stands for an alert: it fires while nobody has decided. Users stand by the id of their case. */
export function observeTrust(of: readonly TrustKind[], cases: readonly TrustCase[]): Observation[] {
  return cases
    .filter(({ kind }) => of.includes(kind))
    .map((each) => {
      const bad = each.state === 'held' && each.suspected
      // What is held stays held when evidence wavers: only a person's decision ends the alert.
      const clear = each.state !== 'held'
      const named = each.kind === 'annotator' ? { annotator: each.subject } : {}
      const place = { kind: each.kind, case: each.caseId, ...named, ...(each.label !== '' && { label: each.label }) }
      const value = each.evidence.figures.rate ?? null
      const known = { value, low: each.evidence.figures.low ?? null, high: each.evidence.figures.high ?? null }
      return { place, ...known, bad, clear, why: sayCase(each), whyZh: sayCaseZh(each) }
    })
}

function sayCase({ kind, caseId, label, evidence: { figures, names } }: TrustCase): string {
  const number = (name: string): string => String(Number((figures[name] ?? 0).toPrecision(3)))
  const held = `It is held out of training until somebody decides on case ${caseId}.`
  switch (kind) {
    case 'annotator':
      return `Of ${number('trials')} labels of an annotator that others' labels judge, ${number('contradicted')} contradict them (usual: up to ${number('usual')}).${label === '' ? '' : ` It is about ${names.expected} called ${label}.`} ${held}`
    case 'phrase':
      return `One source calls ${number('own')} of its ${number('ownOf')} texts with one phrase ${label}; the others call ${number('others')} of ${number('othersOf')} so. ${held}`
    case 'user':
      return `${number('count')} of ${number('of')} conversations (${names.sign}), where ${number('usual')} is usual for a user. What the user wrote is held out of training until somebody decides on case ${caseId}.`
  }
}

function sayCaseZh({ kind, caseId, label, evidence: { figures, names } }: TrustCase): string {
  const number = (name: string): string => String(Number((figures[name] ?? 0).toPrecision(3)))
  const held = `裁定（${caseId}）之前不进入训练。`
  switch (kind) {
    case 'annotator':
      return `某标注员的 ${number('trials')} 个可比标注中有 ${number('contradicted')} 个与他人矛盾（通常不超过 ${number('usual')}）。${label === '' ? '' : `涉及把 ${names.expected} 标成 ${label}。`}${held}`
    case 'phrase':
      return `含同一短语的文本，某来源的 ${number('ownOf')} 个中有 ${number('own')} 个标成 ${label}，其他来源是 ${number('othersOf')} 个中的 ${number('others')} 个。${held}`
    case 'user':
      return `${number('of')} 个会话中有 ${number('count')} 个（${codeInChinese(names.sign ?? '')}），通常为 ${number('usual')}。该用户写的内容在裁定（${caseId}）之前不进入训练。`
  }
}
