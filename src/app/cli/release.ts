import { type Command, Option } from 'commander'
import { LoopError } from '../../errors/loop-error.ts'
import { RELEASE_ACTIONS } from '../../releases/release-state.ts'
import type { Settings } from '../settings.ts'
import { type CheckShown, checkLines, percent } from './experiment-lines.ts'
import { addressOf, print, type ServiceOptions, whoOption, withServiceOptions } from './service-options.ts'

interface ReleaseOptions extends ServiceOptions {
  readonly bundle?: string
  readonly assistant?: string
  readonly share?: string
  readonly who: string
  readonly why?: string
  readonly force?: true
  readonly manual?: true
  readonly better?: string
  readonly days?: string
}

const EXAMPLES = `
Examples:
  salesloop release status
  salesloop release canary --bundle b-0a9fdf24f4da --why 'knows the new intents'
  salesloop release canary --bundle b-0a9fdf24f4da --better conversion --share 0.5 --days 14 --why 'is it better?'
  salesloop release pause --why 'the sale begins tonight'
  salesloop release approve --bundle b-0a9fdf24f4da --why 'I have read the flips'
  salesloop release promote --bundle b-0a9fdf24f4da --assistant shop-guide --why 'for one assistant only'`

/** `salesloop release status|canary|advance|promote|…` and `salesloop rollback`. */
export function registerRelease(program: Command, settings: Settings): void {
  const orders = RELEASE_ACTIONS.filter((action) => action !== 'rollback' && action !== 'charge')
  withServiceOptions(program.command('release <action>'), settings)
    .description(`Brings a bundle to customers in steps: status, ${orders.join(', ')}.`)
    .option('--bundle <id>', 'the bundle; the canary when left out')
    .option('--assistant <id>', 'only for this assistant; left out = for all without releases of their own')
    .option('--share <share>', 'share of users, above 0; for advance 1 = everyone')
    .option('--manual', 'of a canary: it advances only when somebody orders it')
    .option(
      '--better <figure>',
      'of a canary: a trial that asks whether this figure is better; needs --share and --days',
    )
    .option('--days <days>', 'of a trial: how long it is held at its share')
    .option('--why <reason>', 'stands in the ledger; every order needs it')
    .addOption(whoOption())
    .option('--force', 'although the gate or the figures say no; the ledger remembers')
    .addHelpText('after', EXAMPLES)
    .action(async (action: string, options: ReleaseOptions) => {
      if (action === 'status') return status(options, settings)
      if (!orders.some((each) => each === action)) {
        throw new LoopError(
          'LOOP_BAD_OPTION',
          `release ${action} is not known. Use status, ${orders.join(', ')}, or salesloop rollback.`,
        )
      }
      return order(action, options, settings)
    })

  withServiceOptions(program.command('rollback'), settings)
    .description('Ends the canary; without one, brings back what was live before. One step, seen by every process.')
    .addOption(new Option('--bundle <id>', 'to this bundle instead'))
    .option('--assistant <id>', 'only for this assistant')
    .requiredOption('--why <reason>', 'stands in the ledger')
    .addOption(whoOption())
    .addHelpText('after', "\nExample:\n  salesloop rollback --why 'conversion fell'")
    .action((options: ReleaseOptions) => order('rollback', options, settings))
}

async function order(action: string, options: ReleaseOptions, settings: Settings): Promise<void> {
  const { askService } = await import('../service-client.ts')
  const { bundle, assistant, who, why, force } = options
  if (why === undefined)
    throw new LoopError('LOOP_BAD_OPTION', `release ${action} needs --why: it stands in the ledger.`)
  const share = options.share === undefined ? undefined : Number(options.share)
  if (Number.isNaN(share))
    throw new LoopError('LOOP_BAD_OPTION', `--share ${options.share} is no number. Give one such as 0.05.`)
  const body = {
    action,
    who,
    why,
    ...(bundle && { bundle }),
    ...(assistant && { assistant_id: assistant }),
    ...(share !== undefined && { share }),
    ...(force && { force }),
    ...rampOf(options, share),
  }
  const { release } = await askService(addressOf(options, settings), 'POST', '/v1/releases', body)
  print(release, options, readable)
}

/** How a canary goes on, where that differs from the policy; a trial is held at one share for its whole time. */
function rampOf({ manual, better, days }: ReleaseOptions, share: number | undefined): object {
  if (better === undefined) return manual ? { ramp: { automatic: false } } : {}
  const hours = 24 * Number(days)
  if (share === undefined || !(hours > 0)) {
    throw new LoopError(
      'LOOP_BAD_OPTION',
      `A trial (--better ${better}) is held at one share for its whole time, and --share ${share ?? 'is missing'}, --days ${days ?? 'is missing'}. Give both, such as --share 0.5 --days 14.`,
    )
  }
  return { ramp: { trial: { figure: better }, stages: [{ share, least_hours: hours }] } }
}

interface Release {
  readonly revision: number
  readonly assistant_id: string | null
  readonly live: string | null
  readonly canary: Canary | null
  readonly approval: { readonly bundle: string; readonly who: string } | null
}
interface Canary {
  readonly bundle: string
  readonly share: number
  readonly paused: boolean
  readonly automatic: boolean
  readonly stages: readonly number[]
}

function readable({ revision, assistant_id, live, canary, approval }: Release): string {
  const said = [
    `live ${live ?? 'nothing'}`,
    ...(canary === null ? [] : [`canary ${canary.bundle} for ${percent(canary.share)} of users${pausedOf(canary)}`]),
    ...(approval === null ? [] : [`${approval.bundle} approved by ${approval.who}`]),
  ]
  return `revision ${revision}${ofAssistant(assistant_id)}: ${said.join(', ')}\n`
}

const pausedOf = (canary: Canary): string => (canary.paused ? ', paused' : '')

const ofAssistant = (assistant: string | null): string => (assistant === null ? '' : `, assistant ${assistant}`)

async function status(options: ReleaseOptions, settings: Settings): Promise<void> {
  const { askService } = await import('../service-client.ts')
  const query = options.assistant ? `?assistant_id=${encodeURIComponent(options.assistant)}` : ''
  print(await askService(addressOf(options, settings), 'GET', `/v1/releases/status${query}`), options, statusText)
}

interface Status {
  readonly assistant_id: string | null
  readonly live: string | null
  readonly canary: Canary | null
  readonly check: CheckShown | null
  readonly next: string
  readonly waits_for: readonly string[]
}

function statusText({ assistant_id, live, canary, check, next, waits_for }: Status): string {
  const head = `live: ${live ?? 'nothing'}${ofAssistant(assistant_id)}`
  if (canary === null || check === null) return `${head}\nNo canary runs.\n`
  const way = [...canary.stages.map(percent), 'everyone'].join(' -> ')
  const lines = [
    head,
    `canary: ${canary.bundle} for ${percent(canary.share)} of users${pausedOf(canary)}; its way: ${way}`,
    ...checkLines(check),
    next === 'wait' ? 'It waits for:' : `At the next look: ${next === 'rollback' ? 'it is taken back' : 'it goes on'}.`,
    ...waits_for.map((each) => `  - ${each}`),
  ]
  return `${lines.join('\n')}\n`
}
