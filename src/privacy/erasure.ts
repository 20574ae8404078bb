/** Whom an erasure is about. */
export interface ErasureSubject {
  readonly kind: 'user' | 'conversation'
  readonly id: string
}

/** What somebody asked for. `texts`: strings that name the person wherever they stand, such as a phone number. */
export interface ErasureOrder {
  readonly subject: ErasureSubject
  readonly texts: readonly string[]
  readonly who: string
  readonly recordedBy: string
  readonly why: string
}

/** In this order; each can be repeated, so that a killed process is followed by another. */
export const ERASURE_STEPS = ['find', 'rows', 'files', 'sweep', 'scrub'] as const
export type ErasureStep = (typeof ERASURE_STEPS)[number]

/** What became of a part of the data. */
export interface Finding {
  /** Table, or kind of file. */
  readonly what: string
  readonly fate: 'deleted' | 'rewritten' | 'kept'
  readonly count: number
  /** Of what is kept: why. */
  readonly why: string | null
}

export interface Erasure {
  readonly erasureId: string
  readonly kind: ErasureSubject['kind']
  readonly who: string
  readonly recordedBy: string
  readonly why: string
  /** Epoch milliseconds. */
  readonly requestedAt: number
  readonly step: ErasureStep | 'done'
  readonly findings: readonly Finding[]
  /** Snapshots that held the person's texts. */
  readonly snapshots: readonly string[]
  /** Backup files, known when it was asked for, that hold the person until they expire. */
  readonly backups: number
  readonly finishedAt: number | null
  readonly liftedAt: number | null
  readonly error: string | null
}

/** A model that learned from the person's texts. */
export interface TrainedModel {
  readonly modelId: string
  readonly task: string
  readonly snapshot: string
  /** Does it answer customers now? */
  readonly live: boolean
}

/** What an erasure would do, without doing it. */
export interface ErasurePreview {
  readonly findings: readonly Finding[]
  readonly snapshots: readonly string[]
  /** Other user ids in the same conversations: perhaps the same person under another name. At most 100. */
  readonly otherUsers: readonly string[]
  /** Other conversations whose events mention the id or one of the texts. At most 100. */
  readonly mentionedIn: readonly string[]
}

/** The rows of the database. Each method is one transaction or can be repeated. */
export interface ErasureStore {
  /** Puts up the tombstone: from here on nothing of the person comes in. */
  begin(erasureId: string, order: ErasureOrder, now: number): Promise<void>
  /** Everything of `find` and `rows`, undone again. */
  preview(order: ErasureOrder, now: number): Promise<ErasurePreview>
  /** The oldest one that is not done; null = none. */
  next(): Promise<Erasure | null>
  /** Names every conversation, event and example; conversations get tombstones too. Returns the hours (epoch ms) of the events. */
  find(erasureId: string): Promise<void>
  /** Deletes and rewrites rows; repeatable. */
  eraseRows(erasureId: string, now: number): Promise<Finding[]>
  /** Ids of the person while the work is under way. */
  targets(erasureId: string): Promise<ErasureTargets>
  /** Forgets the ids. */
  forgetTargets(erasureId: string): Promise<void>
  /** Removes what deleted rows left in pages, statistics and write-ahead log. */
  scrub(): Promise<Finding[]>
  /** Writes down that a step is over, with what it found. */
  advance(erasureId: string, from: ErasureStep, findings: readonly Finding[], now: number): Promise<void>
  fail(erasureId: string, error: string): Promise<void>
  get(erasureId: string): Promise<Erasure | null>
  list(limit: number): Promise<Erasure[]>
  models(snapshots: readonly string[]): Promise<TrainedModel[]>
  /** The person may come back: the tombstones go. false = there is no such finished erasure, or it was lifted before. */
  lift(erasureId: string, by: { readonly who: string; readonly why: string }, now: number): Promise<boolean>
  /** Everything that another database must know to keep the same persons out. */
  register(): Promise<ErasureRegister | null>
  /** Takes over what a register names and this database does not know. Throws LOOP_OTHER_REGISTER. */
  adopt(register: ErasureRegister): Promise<void>
  /** Backup files that this database was written to. */
  backupPaths(): Promise<string[]>
  /** After a restore: takes up again every erasure of which rows are there. Returns how many. */
  reopen(): Promise<number>
}

/** The erasures of a database as keyed hashes: beside a backup, it says who was erased since. */
export interface ErasureRegister {
  readonly format: 1
  readonly secret: string
  readonly erasures: readonly (Pick<Erasure, 'erasureId' | 'kind' | 'who' | 'recordedBy' | 'why' | 'requestedAt'> & {
    readonly hash: string
  })[]
  readonly tombstones: readonly {
    readonly kind: 'user' | 'conversation' | 'example' | 'typed'
    readonly hash: string
    readonly erasureId: string
  }[]
}

export interface ErasureTargets {
  readonly users: readonly string[]
  readonly conversations: readonly string[]
  readonly events: readonly string[]
  readonly texts: readonly string[]
}

/** Files beside the database: exports, lake, logs. */
export interface ErasureFiles {
  /** Takes the person's lines out of every file that salesloop wrote; repeatable. */
  erase(targets: ErasureTargets): Promise<Finding[]>
  /** Lays the register beside each backup, so that a restore knows who was erased since. */
  keepRegister(register: ErasureRegister, backups: readonly string[]): Promise<void>
  /** Empties what may hold scraps of anybody: the database server's log. */
  emptyLogs(): Promise<Finding[]>
}

/** Findings of repeated steps added up: by table and fate, in the order of their first coming. */
export function addFindings(before: readonly Finding[], more: readonly Finding[]): Finding[] {
  const sums = new Map<string, Finding>()
  for (const finding of [...before, ...more]) {
    const key = `${finding.fate} ${finding.what}`
    const held = sums.get(key)
    sums.set(key, held === undefined ? finding : { ...held, count: held.count + finding.count, why: finding.why })
  }
  return [...sums.values()].filter(({ count, fate }) => count > 0 || fate === 'kept')
}
