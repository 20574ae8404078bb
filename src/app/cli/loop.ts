import { Argument, type Command, Option } from 'commander'
import type { Settings } from '../settings.ts'
import { loopLines, type OrderAnswer, orderLine } from './loop-lines.ts'
import { addressOf, print, type ServiceOptions, whoOption, withServiceOptions } from './service-options.ts'

interface SteerOptions extends ServiceOptions {
  readonly who: string
  readonly why: string
}

interface PolicyOptions extends ServiceOptions {
  readonly who: string
  readonly why?: string
  readonly train?: 'on' | 'off'
  readonly canary?: 'on' | 'off'
  readonly faults?: 'on' | 'off'
  readonly drift?: 'on' | 'off'
  readonly exports?: 'off' | 'daily' | 'hourly'
  readonly leastLabels?: string
  readonly cron?: string
  readonly timeZone?: string
}

/** `salesloop loop status|start|pause|resume|skip|force|policy`. */
export function registerLoop(program: Command, settings: Settings): void {
  const loop = program
    .command('loop')
    .description('Where the loop stands, what it waits for, and what it may do by itself.')
    .addHelpText('after', '\nExample:\n  salesloop loop pause --why "campaign week"')

  withServiceOptions(loop.command('status'), settings)
    .description('Where it stands, what each step waits for, and the last turns.')
    .addHelpText('after', '\nExample:\n  salesloop loop status --url http://127.0.0.1:8080')
    .action(async (options: ServiceOptions) => {
      const { askService } = await import('../service-client.ts')
      print(await askService(addressOf(options, settings), 'GET', '/v1/loop'), options, loopLines)
    })

  steering(loop.command('start'), settings)
    .description('Begins a turn now: snapshot, training, evaluation, candidate.')
    .addHelpText('after', '\nExample:\n  salesloop loop start --why "a batch of refunds is labelled"')
    .action((options: SteerOptions) => turn(options, settings))
  for (const [action, what, why] of [
    [
      'pause',
      'Nothing goes on by itself until it is resumed. Training that runs is carried to its end.',
      'campaign week',
    ],
    ['resume', 'Goes on where it stood.', 'campaign is over'],
  ] as const) {
    steering(loop.command(action), settings)
      .description(what)
      .addHelpText('after', `\nExample:\n  salesloop loop ${action} --why "${why}"`)
      .action((options: SteerOptions) => order({ action }, options, settings))
  }
  for (const [action, steps, what, why] of [
    ['skip', ['canary', 'ramp', 'watch'], 'Passes over the step at which the turn stands.', 'seen enough'],
    ['force', ['canary', 'ramp'], 'Goes on although gate or figures say no. The ledgers remember.', 'we know why'],
  ] as const) {
    const command = loop.command(action).addArgument(new Argument('<step>', 'where the turn stands').choices(steps))
    steering(command, settings)
      .description(what)
      .addHelpText('after', `\nExample:\n  salesloop loop ${action} ${steps.at(-1)} --why "${why}"`)
      .action((step: string, options: SteerOptions) => order({ action, step }, options, settings))
  }
  registerPolicy(loop, settings)
}

function registerPolicy(loop: Command, settings: Settings): void {
  const onOff = (flag: string, what: string) => new Option(`${flag} <on|off>`, what).choices(['on', 'off'])
  withServiceOptions(loop.command('policy'), settings)
    .description('Shows what the loop may do by itself; with options, changes it (the rest stays).')
    .addOption(onOff('--train', 'may turns begin by themselves?'))
    .addOption(onOff('--canary', 'may a candidate that passed the gate begin its ramp by itself?'))
    .addOption(onOff('--faults', 'may the model of the learned admission be trained by itself?'))
    .addOption(onOff('--drift', 'does a drift alarm begin a turn?'))
    .option('--least-labels <n>', 'new labels of one task that begin a turn; none = never by labels')
    .option('--cron <fields>', 'when a turn begins, five fields; none = never by the clock')
    .option('--time-zone <name>', 'in which the cron is read, such as Asia/Shanghai')
    .addOption(new Option('--exports <how>', 'to the lake').choices(['off', 'daily', 'hourly']))
    .addOption(whoOption())
    .option('--why <reason>', 'stands in the ledger; needed for a change')
    .addHelpText(
      'after',
      '\nExample:\n  salesloop loop policy --train on --cron "0 2 * * 1" --time-zone Asia/Shanghai --why "weekly"',
    )
    .action(async (options: PolicyOptions) => {
      const [{ askService }, { policyChange, policyLines }] = [
        await import('../service-client.ts'),
        await import('./loop-policy.ts'),
      ]
      const service = addressOf(options, settings)
      const before = await askService(service, 'GET', '/v1/loop/policy')
      const change = policyChange(options, before)
      print(
        change === null ? before : await askService(service, 'PUT', '/v1/loop/policy', change),
        options,
        policyLines,
      )
    })
}

const steering = (command: Command, settings: Settings): Command =>
  withServiceOptions(command, settings).addOption(whoOption()).requiredOption('--why <reason>', 'stands in the ledger')

async function turn(options: SteerOptions, settings: Settings): Promise<void> {
  const { askService } = await import('../service-client.ts')
  const { who, why } = options
  const service = addressOf(options, settings)
  const begun = await askService(service, 'POST', '/v1/loop/turns', { who, why })
  const { paused } = options.json ? { paused: null } : await askService(service, 'GET', '/v1/loop')
  const then =
    paused === null ? 'salesloop loop status follows it' : `the loop is paused; salesloop loop resume lets it go on`
  print(begun, options, ({ turn_id }: { turn_id: string }) => `turn ${turn_id} began; ${then}\n`)
}

async function order(
  what: { action: string; step?: string },
  options: SteerOptions,
  settings: Settings,
): Promise<void> {
  const { askService } = await import('../service-client.ts')
  const { who, why } = options
  const answer = await askService(addressOf(options, settings), 'POST', '/v1/loop/orders', { ...what, who, why })
  print(answer, options, (given: OrderAnswer) => orderLine(what.action, given))
}
