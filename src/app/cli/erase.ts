import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Command, Option } from 'commander'
import type { z } from 'zod'
import { LoopError } from '../../errors/loop-error.ts'
import type { ErasureAnswer, PreviewAnswer } from '../http/erasures.ts'
import { askService } from '../service-client.ts'
import type { Settings } from '../settings.ts'
import { whoOption } from './service-options.ts'

interface EraseOptions {
  readonly user?: string
  readonly conversation?: string
  readonly text: readonly string[]
  readonly who: string
  readonly why?: string
  readonly dryRun?: true
  readonly register?: string
  readonly folder: readonly string[]
  readonly dataDir?: string
  readonly url?: string
  readonly apiKey?: string
  readonly json?: true
}
type Answer = z.infer<typeof ErasureAnswer> | z.infer<typeof PreviewAnswer>

const POLL_MS = 500

/** `salesloop erase`: everything of a person, or of a conversation. */
export function registerErase(program: Command, settings: Settings): void {
  const collect = (value: string, before: readonly string[]) => [...before, value]
  program
    .command('erase')
    .description(
      'Erases a person: events, rows, samples, labels, lines of snapshots and exports, and what they left in pages and log of the database. Their events stay out from then on. Waits until it is done. Cut short, it is carried on by the service, or by the same command without --user.',
    )
    .option('--user <id>', 'everything of this user, with every conversation it took part in')
    .option('--conversation <id>', 'or one conversation alone')
    .option('--text <text>', 'a string that names the person, such as a phone number; may be given again', collect, [])
    .addOption(whoOption())
    .option('--why <text>', 'kept for good, so it must not name the person: a ticket number')
    .option('--dry-run', 'count, and change nothing')
    .option('--register <file>', 'write the register of erasures to this file (for a restore elsewhere), and no more')
    .option('--folder <dir>', 'search exports below this folder too; may be given again', collect, [])
    .addOption(new Option('--data-dir <dir>', 'the data folder; a service may run on it').conflicts('url'))
    .option('--url <url>', 'ask a running service instead (needs an admin key)')
    .option('--api-key <key>', 'its key; better in SALESLOOP_API_KEY')
    .option('--json', 'one JSON object as the answer')
    .addHelpText('after', '\nExample:\n  salesloop erase --user u-81723 --who li --why "ticket 4711" --dry-run')
    .action(async (options: EraseOptions) => {
      const url = options.url ?? (options.dataDir === undefined ? settings.url : null)
      const answer =
        url === null
          ? await inFolder(options, {
              ...settings,
              dataDir: options.dataDir ?? settings.dataDir,
              eraseFolders: [...settings.eraseFolders, ...options.folder],
            })
          : await byService(options, url, options.apiKey ?? settings.apiKey)
      if (answer === null) return
      process.stdout.write(options.json ? `${JSON.stringify(answer)}\n` : readable(answer))
    })
}

function orderOf({ user, conversation, text, who, why, dryRun }: EraseOptions) {
  if ((user === undefined) === (conversation === undefined)) {
    throw new LoopError('LOOP_BAD_OPTION', 'Give either --user or --conversation.')
  }
  if (why === undefined) {
    throw new LoopError('LOOP_BAD_OPTION', 'Give --why: a ticket number, for instance. It must not name the person.')
  }
  const subject = user === undefined ? { conversation_id: conversation } : { user_id: user }
  return { ...subject, texts: text, who, why, dry_run: dryRun ?? false }
}

async function byService(options: EraseOptions, url: string, apiKey: string | null): Promise<Answer> {
  if (options.register !== undefined || options.folder.length > 0) {
    throw new LoopError('LOOP_BAD_OPTION', '--register and --folder work on a data folder. Give --data-dir.')
  }
  const service = { url, apiKey }
  let answer: Answer = await askService(service, 'POST', '/v1/erasures', orderOf(options))
  while (!('dry_run' in answer) && answer.state === 'open') {
    await sleep(POLL_MS)
    answer = (await askService(service, 'GET', `/v1/erasures/${answer.erasure_id}`)) as z.infer<typeof ErasureAnswer>
  }
  return answer
}

async function inFolder(options: EraseOptions, settings: Settings): Promise<Answer | null> {
  const { openDatabase } = await import('../../adapters/postgres/database.ts')
  const { openClock } = await import('../../adapters/postgres/clock.ts')
  const { postgresRetentionStore } = await import('../../adapters/postgres/retention-store.ts')
  const { orderErasure } = await import('../../loop/erase.ts')
  const { refuseBadOrder } = await import('../../privacy/erasure-plan.ts')
  const { existingDatabaseOf } = await import('../database-of.ts')
  const { erasePorts, workWhileAlone } = await import('../erasing.ts')
  const { erasureAnswer, previewAnswer } = await import('../http/erasures.ts')
  const database = await openDatabase(existingDatabaseOf(settings))
  try {
    const ports = erasePorts(database, settings)
    if (options.register !== undefined) {
      const register = (await ports.erasures.register()) ?? null
      await writeFile(options.register, `${JSON.stringify(register)}\n`, { mode: 0o600 })
      return null
    }
    const clock = await openClock(database, null)
    const goOn = options.user === undefined && options.conversation === undefined
    const id = goOn ? (await ports.erasures.next())?.erasureId : `e-${randomUUID()}`
    if (id === undefined) throw new LoopError('LOOP_BAD_OPTION', 'No erasure is open. Give --user or --conversation.')
    if (!goOn) {
      const { texts, who, why, dry_run } = orderOf(options)
      const subject =
        options.user === undefined
          ? ({ kind: 'conversation', id: options.conversation! } as const)
          : ({ kind: 'user', id: options.user } as const)
      const order = { subject, texts, who, why, recordedBy: 'command line' }
      if (dry_run) {
        refuseBadOrder(order)
        return await previewAnswer(await ports.erasures.preview(order, await clock.now()), ports.erasures)
      }
      await orderErasure(id, order, await clock.now(), ports)
    }
    const progress = (_: unknown, step: string) => process.stderr.write(`${step} …\n`)
    const never = new AbortController().signal
    for (;;) {
      const erasure = (await ports.erasures.get(id))!
      if (erasure.step === 'done') {
        const { policy } = await postgresRetentionStore(database).policy()
        return erasureAnswer(erasure, await ports.erasures.models(erasure.snapshots), policy.backupDays)
      }
      if (!(await workWhileAlone(database, ports, clock, progress, never))) await sleep(POLL_MS) // a service is at it
    }
  } finally {
    await database.close()
  }
}

/** A few lines, made for reading. */
function readable(answer: Answer): string {
  const title =
    'dry_run' in answer ? 'Nothing was changed. An erasure would find:' : `${answer.erasure_id}: ${answer.state}`
  const lines = answer.findings.map(
    ({ what, fate, count, why }) =>
      `  ${String(count).padStart(7)}  ${fate.padEnd(9)}  ${what}${why ? `: ${why}` : ''}`,
  )
  const models = answer.models.map(
    ({ model_id, task, live }) => `  model ${model_id} (${task}${live ? ', live' : ''}) learned from these texts`,
  )
  const others =
    'dry_run' in answer
      ? [...listed('other user', answer.other_users), ...listed('mentioned in', answer.mentioned_in)]
      : []
  return `${[title, ...(lines.length > 0 ? lines : ['  nothing']), ...models, ...others, ...answer.advice.map((word) => `! ${word}`)].join('\n')}\n`
}

const listed = (what: string, ids: readonly string[]): string[] => ids.map((id) => `  ${what}: ${id}`)
