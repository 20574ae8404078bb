import { resolve } from 'node:path'
import type { Command } from 'commander'
import { LoopError } from '../../errors/loop-error.ts'
import type { Settings } from '../settings.ts'

interface EtlOptions {
  readonly dataDir: string
  readonly hour?: true
  readonly day?: true
  readonly all?: true
  readonly status?: true
  readonly json?: true
}

const SHOWN = 30

/** `salesloop etl`: exports to the lake by hand, and what lies there. */
export function registerEtl(program: Command, settings: Settings): void {
  program
    .command('etl')
    .description(
      'Events of full hours to Parquet, and the rows of the days that they concern. Beside a running service or without one.',
    )
    .option('--hour', 'what came since the last run')
    .option('--day', 'also the days that time alone still changes')
    .option('--all', 'compares every hour with its file, after an import or an erasure')
    .option('--status', 'what lies in the lake')
    .option('--data-dir <dir>', 'where the data lies', settings.dataDir)
    .option('--json', 'one JSON object as the answer')
    .addHelpText('after', '\nExample:\n  salesloop etl --day --data-dir .data')
    .action(async (options: EtlOptions) => {
      const asked = (['hour', 'day', 'all', 'status'] as const).filter((name) => options[name])
      if (asked.length !== 1) {
        throw new LoopError(
          'LOOP_BAD_OPTION',
          `${asked.length} of --hour, --day, --all and --status came. Give one of them.`,
        )
      }
      const { runEtl, lakeStatus } = await import('../etl.ts')
      const place = { ...settings, dataDir: resolve(options.dataDir) }
      const answer = asked[0] === 'status' ? await lakeStatus(place, SHOWN) : await runEtl(place, SCOPES[asked[0]!])
      process.stdout.write(options.json ? `${JSON.stringify(answer)}\n` : lines(answer))
    })
}

const SCOPES = { hour: 'new', day: 'open', all: 'all' } as const

type Answer = Awaited<ReturnType<typeof import('../etl.ts').runEtl>>

const lines = (answer: Answer): string =>
  [
    `${answer.folder}: ${answer.hours} hours of events written, ${answer.days.length} days of rows${answer.compared === false ? ', not compared: the service is still deriving' : ''}`,
    ...answer.days.map(
      (day) =>
        `  ${day.day}  ${day.conversations} conversations, ${day.final_rows} final, ${day.differing} other than in the service`,
    ),
    '',
  ].join('\n')
