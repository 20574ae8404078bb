import type {
  RetentionFiles,
  RetentionFinding,
  RetentionKind,
  RetentionPolicy,
  RetentionStore,
} from '../privacy/retention.ts'

export interface RetainPorts {
  readonly retention: RetentionStore
  readonly files: RetentionFiles
}

export interface RetainOptions {
  /** Time of the data, epoch milliseconds. */
  readonly now: number
  /** Time of the machine, by which files age. */
  readonly wallNow: number
  readonly dryRun: boolean
  readonly signal: AbortSignal
}

const DAY_MS = 86_400_000
const IN_DATABASE = ['eventDays', 'decisionDays', 'remarkDays'] as const

/**
 * Removes what is older than the policy allows, in batches; doing it again removes nothing more. What is needed all the
 * same (open conversations, gold items, protected skills, samples under review) stays, and is told.
 */
export async function retain(
  policy: RetentionPolicy,
  ports: RetainPorts,
  options: RetainOptions,
): Promise<RetentionFinding[]> {
  const findings: RetentionFinding[] = []
  for (const kind of IN_DATABASE) {
    const days = policy[kind]
    if (days === null || options.signal.aborted) continue
    const before = options.now - days * DAY_MS
    const finding = await ports.retention.count(kind, before)
    findings.push(
      options.dryRun ? finding : { ...finding, removed: await removeAll(kind, before, ports, options.signal) },
    )
  }
  if (policy.backupDays !== null) findings.push(await backups(policy.backupDays, ports, options))
  if (policy.serverLogDays !== null) {
    const before = options.wallNow - policy.serverLogDays * DAY_MS
    const removed = await ports.files.oldLogLines(before, !options.dryRun)
    findings.push({ kind: 'serverLogDays', removed, unit: 'lines', kept: [] })
  }
  return findings
}

async function removeAll(
  kind: (typeof IN_DATABASE)[number],
  before: number,
  { retention }: RetainPorts,
  signal: AbortSignal,
): Promise<number> {
  const batch = {
    eventDays: retention.expireEvents,
    decisionDays: retention.expireDecisions,
    remarkDays: retention.expireRemarks,
  } satisfies Partial<Record<RetentionKind, unknown>>
  let removed = 0
  for (let last = 1; last > 0 && !signal.aborted; removed += last) last = await batch[kind](before)
  return removed
}

async function backups(
  days: number,
  { retention, files }: RetainPorts,
  { wallNow, dryRun }: RetainOptions,
): Promise<RetentionFinding> {
  let [removed, left] = [0, 0]
  for (const path of await retention.oldBackups(wallNow - days * DAY_MS)) {
    if (dryRun) {
      removed++
      continue
    }
    if (await files.removeBackup(path)) removed++
    else left++
    await retention.forgetBackup(path, wallNow)
  }
  const kept = left > 0 ? [{ count: left, why: 'another file lies there now; left alone' }] : []
  return { kind: 'backupDays', removed, unit: 'files', kept }
}
