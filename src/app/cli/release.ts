import { type Command, Option } from 'commander'
import { LoopError } from '../../errors/loop-error.ts'
import { RELEASE_ACTIONS } from '../../releases/release-state.ts'
import type { Settings } from '../settings.ts'
import { addressOf, print, type ServiceOptions, whoOption, withServiceOptions } from './service-options.ts'

interface ReleaseOptions extends ServiceOptions {
  readonly bundle?: string
  readonly share?: string
  readonly who: string
  readonly why: string
  readonly force?: true
}

/** `salesloop release canary|advance|promote` and `salesloop rollback`. */
export function registerRelease(program: Command, settings: Settings): void {
  const forward = RELEASE_ACTIONS.filter((action) => action !== 'rollback')
  withServiceOptions(program.command('release <action>'), settings)
    .description(`Brings a bundle to customers in steps: ${forward.join(', ')}.`)
    .option('--bundle <id>', 'the bundle; for advance and promote the canary when left out')
    .option('--share <share>', 'share of users, above 0; for advance 1 = everyone')
    .requiredOption('--why <reason>', 'stands in the ledger')
    .addOption(whoOption())
    .option('--force', 'although the gate or the figures say no; the ledger remembers')
    .action(async (action: string, options: ReleaseOptions) => {
      if (!forward.some((each) => each === action)) {
        throw new LoopError(
          'LOOP_BAD_OPTION',
          `release ${action} is not known. Use ${forward.join(', ')}, or salesloop rollback.`,
        )
      }
      await order(action, options, settings)
    })

  withServiceOptions(program.command('rollback'), settings)
    .description('Ends the canary; without one, brings back what was live before. One step, seen by every process.')
    .addOption(new Option('--bundle <id>', 'to this bundle instead'))
    .requiredOption('--why <reason>', 'stands in the ledger')
    .addOption(whoOption())
    .action((options: ReleaseOptions) => order('rollback', options, settings))
}

async function order(action: string, options: ReleaseOptions, settings: Settings): Promise<void> {
  const { askService } = await import('../service-client.ts')
  const { bundle, who, why, force } = options
  const share = options.share === undefined ? undefined : Number(options.share)
  if (Number.isNaN(share))
    throw new LoopError('LOOP_BAD_OPTION', `--share ${options.share} is no number. Give one such as 0.05.`)
  const body = {
    action,
    who,
    why,
    ...(bundle && { bundle }),
    ...(share !== undefined && { share }),
    ...(force && { force }),
  }
  const { release } = await askService(addressOf(options, settings), 'POST', '/v1/releases', body)
  print(release, options, readable)
}

interface Release {
  readonly revision: number
  readonly live: string | null
  readonly canary: { readonly bundle: string; readonly share: number } | null
}

const readable = ({ revision, live, canary }: Release): string =>
  `revision ${revision}: live ${live ?? 'nothing'}${canary ? `, canary ${canary.bundle} for ${100 * canary.share} % of users` : ''}\n`
