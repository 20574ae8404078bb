import type { Command } from 'commander'
import { LoopError } from '../../errors/loop-error.ts'
import { LATEST_INSTANT } from '../../events/fields.ts'
import { loadFeatures } from '../feature-config.ts'
import type { Settings } from '../settings.ts'
import { featureConfigOption } from './feature-config-option.ts'

/** `salesloop features` and `salesloop backfill`: rows of a whole log, without a service. */
export function registerBatch(program: Command, settings: Settings): void {
  program
    .command('features')
    .description('Reads events as NDJSON from standard input, writes one row a line; the summary goes to stderr.')
    .option('--now <ms>', 'moment of judgement, epoch milliseconds; without it, the current time')
    .addOption(featureConfigOption())
    .option('--json', 'changes nothing: rows and summary are JSON anyway')
    .addHelpText('after', '\nExample:\n  salesloop features --now 1767500000000 < events.ndjson > rows.ndjson')
    .action(async ({ now, featureConfig }: { now?: string; featureConfig?: string }) => {
      const { runFeatures } = await import('./features.ts')
      const { config } = await loadFeatures(featureConfig ?? settings.featureConfig)
      const options = { now: instantOf(now), config }
      process.exitCode = await runFeatures(options, process.stdin, process.stdout, process.stderr)
    })
  program
    .command('backfill')
    .description(
      'Rows of a log of any length: Parquet or NDJSON in, Parquet or NDJSON out. Memory does not grow with it.',
    )
    .requiredOption(
      '--from <file>',
      'a file, or a glob in quotes; Parquet by the ending .parquet, else NDJSON, gzip or not',
    )
    .requiredOption('--out <file>', 'rows; Parquet by the ending .parquet, else NDJSON')
    .option('--now <ms>', 'moment of judgement, epoch milliseconds; without it, the current time')
    .option('--memory-mb <n>', 'what the process may hold in memory', '1000')
    .addOption(featureConfigOption())
    .option('--json', 'one JSON object as the summary')
    .addHelpText(
      'after',
      '\nExample:\n  salesloop backfill --from "logs/*.parquet" --out rows.parquet --now 1767500000000',
    )
    .action(
      async (options: {
        from: string
        out: string
        now?: string
        memoryMb: string
        json?: true
        featureConfig?: string
      }) => {
        const { runBackfill } = await import('./backfill.ts')
        const { from, out } = options
        const { config } = await loadFeatures(options.featureConfig ?? settings.featureConfig)
        const done = await runBackfill({
          from,
          out,
          now: instantOf(options.now),
          memoryBytes: megabytesOf(options.memoryMb),
          config,
        })
        process.stdout.write(options.json ? `${JSON.stringify(done)}\n` : `${done.conversations} rows to ${out}\n`)
        if (!options.json) process.stderr.write(`${JSON.stringify(done)}\n`)
      },
    )
}

function instantOf(text: string | undefined): number | null {
  if (text === undefined) return null
  if (/^\d+$/.test(text) && Number(text) <= LATEST_INSTANT) return Number(text)
  throw new LoopError(
    'LOOP_BAD_OPTION',
    `--now ${text} is no instant. Give epoch milliseconds, an integer from 0 to 8.64e15.`,
  )
}

function megabytesOf(text: string): number {
  if (/^\d+$/.test(text) && Number(text) >= 100 && Number(text) <= 1_000_000) return Number(text) * 1e6
  throw new LoopError(
    'LOOP_BAD_OPTION',
    `--memory-mb ${text} is not allowed. Give a number of megabytes from 100 to 1000000.`,
  )
}
