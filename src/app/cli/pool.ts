import { type Command, Option } from 'commander'
import type { z } from 'zod'
import { LoopError } from '../../errors/loop-error.ts'
import type { RuleName } from '../../features/row.ts'
import { SAMPLE_STATES, type SampleState } from '../../pool/sample.ts'
import type { SampleAnswer } from '../http/sample-answer.ts'
import type { Settings } from '../settings.ts'

interface PoolOptions {
  readonly dataDir?: string
  readonly url?: string
  readonly state?: SampleState
  readonly reason?: RuleName
  readonly limit: string
  readonly json?: true
}
type Sample = z.infer<typeof SampleAnswer>

/** `salesloop pool`: what was drawn for review, and why. */
export function registerPool(program: Command, settings: Settings): void {
  program
    .command('pool')
    .description('Lists the samples drawn for review with reasons, evidence and inclusion probability, newest first.')
    .addOption(new Option('--data-dir <dir>', 'the data folder of the service').conflicts('url'))
    .option('--url <url>', 'ask a running service instead')
    .addOption(new Option('--state <state>', 'only samples in this state').choices(SAMPLE_STATES))
    .option('--reason <reason>', 'only samples with this reason')
    .option('--limit <n>', 'at most this many, up to 1000', '100')
    .option('--json', 'one JSON object as the answer')
    .addHelpText('after', '\nExample:\n  salesloop pool --state waiting --reason low_confidence --limit 20')
    .action(async (options: PoolOptions) => {
      const limit = limitOf(options.limit)
      const url = options.url ?? (options.dataDir === undefined ? settings.url : null)
      const samples =
        url === null
          ? await fromDatabase({ ...settings, dataDir: options.dataDir ?? settings.dataDir }, options, limit)
          : await fromService(url, settings.apiKey, options, limit)
      process.stdout.write(options.json ? `${JSON.stringify({ samples })}\n` : readable(samples))
    })
}

async function fromDatabase(settings: Settings, options: PoolOptions, limit: number): Promise<Sample[]> {
  const { openDatabase } = await import('../../adapters/postgres/database.ts')
  const { openClock } = await import('../../adapters/postgres/clock.ts')
  const { postgresPoolStore } = await import('../../adapters/postgres/pool-store.ts')
  const { existingDatabaseOf } = await import('../database-of.ts')
  const { sampleAnswer } = await import('../http/sample-answer.ts')
  const database = await openDatabase(existingDatabaseOf(settings))
  try {
    const clock = await openClock(database, null)
    const filter = { ...(options.state && { state: options.state }), ...(options.reason && { reason: options.reason }) }
    const samples = await postgresPoolStore(database).samples({ ...filter, limit }, await clock.now())
    return samples.map(sampleAnswer)
  } finally {
    await database.close()
  }
}

async function fromService(
  url: string,
  apiKey: string | null,
  { state, reason }: PoolOptions,
  limit: number,
): Promise<Sample[]> {
  const query = new URLSearchParams({ limit: String(limit), ...(state && { state }), ...(reason && { reason }) })
  const headers = apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }
  const response = await fetch(`${url.replace(/\/$/, '')}/v1/samples?${query}`, { headers }).catch((cause: unknown) => {
    throw new LoopError(
      'LOOP_SERVICE_UNREACHABLE',
      `No service answers at ${url}. Start it with salesloop up, or give --data-dir.`,
      { status: 503, cause },
    )
  })
  const body = (await response.json()) as { samples: Sample[]; code: `LOOP_${string}`; message: string }
  if (!response.ok) throw new LoopError(body.code, body.message, { status: response.status })
  return body.samples
}

/** A few lines per sample, made for reading. */
export function readable(samples: readonly Sample[]): string {
  if (samples.length === 0) return 'no samples\n'
  return samples
    .map((sample) => {
      const { suspect } = sample
      const lines = [
        `${sample.sample_id}  ${sample.state}  ${sample.stratum}  p=${sample.inclusion_probability.toPrecision(3)}  conversation ${sample.conversation_id}`,
        `  reasons: ${sample.reasons.join(', ') || 'none (control stratum)'}`,
        ...(suspect
          ? [`  suspect: ${suspect.event_id}  ${suspect.part}  (${suspect.clue}, ${suspect.weight.toFixed(2)})`]
          : []),
        ...Object.entries(sample.evidence).map(([name, ids]) => `  evidence of ${name}: ${ids.join(', ')}`),
        ...(sample.why === null ? [] : [`  why: ${sample.why}`]),
      ]
      return `${lines.join('\n')}\n`
    })
    .join('')
}

function limitOf(text: string): number {
  const limit = Number(text)
  if (Number.isInteger(limit) && limit >= 1 && limit <= 1000) return limit
  throw new LoopError('LOOP_BAD_OPTION', `--limit ${text} is not allowed. Give a whole number from 1 to 1000.`)
}
