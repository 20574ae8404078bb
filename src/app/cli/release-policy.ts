import type { Command } from 'commander'
import { LoopError } from '../../errors/loop-error.ts'
import type { FigureUnit } from '../../experiments/figure.ts'
import { measured } from '../../experiments/figure-text.ts'
import type { Settings } from '../settings.ts'
import { percent } from './experiment-lines.ts'
import { ask, print, type ServiceOptions, whoOption, withServiceOptions } from './service-options.ts'

interface PolicyOptions extends ServiceOptions {
  readonly assistant?: string
  readonly figure?: string
  readonly margin?: string
  readonly cap?: string
  readonly typical?: string
  readonly holds?: string
  readonly mostInBoth?: string
  readonly who: string
  readonly why?: string
}

interface GuardrailShown {
  readonly figure: string
  readonly unit: FigureUnit
  readonly margin: { readonly absolute: number } | { readonly relative: number }
  readonly holds: boolean
  readonly cap?: number
}
interface PolicyShown {
  readonly version: number
  readonly ramp: {
    readonly automatic: boolean
    readonly stages: readonly { readonly share: number; readonly least_hours: number; readonly least_users: number }[]
    readonly guardrails: readonly GuardrailShown[]
    readonly most_in_both: number
  }
}

const EXAMPLES = `
Examples:
  salesloop release-policy
  salesloop release-policy --figure conversion --margin 5% --why 'traffic can tell it now'
  salesloop release-policy --figure satisfaction_mean --margin 0.2 --holds yes --why 'stars count'
  salesloop release-policy --figure value_per_conversation --cap 5000 --why 'orders of the new line'
  salesloop release-policy --figure hand_over --holds off --why 'nobody answers at night'`

/** `salesloop release-policy`: how candidates come to everybody; with --figure, how one figure is guarded. */
export function registerReleasePolicy(program: Command, settings: Settings): void {
  withServiceOptions(program.command('release-policy'), settings)
    .description(
      'How candidates come to everybody: stages, figures and margins. Shows the policy, or changes a figure.',
    )
    .option('--assistant <id>', 'of this assistant; left out = the default')
    .option('--figure <figure>', 'the figure to guard, such as conversion')
    .option(
      '--margin <margin>',
      'greatest loss borne: 10% of the live value, or a number in its own unit (0.05 = 5 points)',
    )
    .option('--cap <amount>', 'of money: a conversation counts up to here')
    .option('--typical <value>', 'the value to expect: tunes how soon a verdict comes')
    .option(
      '--holds <use>',
      'yes = must be excluded before a stage advances, no = only takes back, off = not looked at',
    )
    .option('--most-in-both <share>', 'share of users whom both arms may answer, such as 0.01')
    .option('--why <reason>', 'stands beside the policy; every change needs it')
    .addOption(whoOption())
    .addHelpText('after', EXAMPLES)
    .action((options: PolicyOptions) => run(options, settings))
}

async function run(options: PolicyOptions, settings: Settings): Promise<void> {
  const query = options.assistant ? `?assistant_id=${encodeURIComponent(options.assistant)}` : ''
  const before: PolicyShown = await ask(options, settings, 'GET', `/v1/releases/policy${query}`)
  const ramp = changeOf(options, before)
  if (ramp === null) return print(before, options, lines)
  if (options.why === undefined) throw bad('A change of the policy needs --why: it stands beside it.')
  const about = { ...(options.assistant && { assistant_id: options.assistant }), who: options.who, why: options.why }
  print(await ask(options, settings, 'PUT', '/v1/releases/policy', { ...about, ramp }), options, lines)
}

function changeOf(options: PolicyOptions, { ramp }: PolicyShown): object | null {
  const { figure, mostInBoth } = options
  const both = mostInBoth === undefined ? {} : { most_in_both: numberOf('--most-in-both', mostInBoth) }
  if (figure === undefined) return mostInBoth === undefined ? null : both
  const others = ramp.guardrails.filter((each) => each.figure !== figure).map(({ unit: _, ...each }) => each)
  const guardrails = options.holds === 'off' ? others : [...others, guardrailOf(figure, options, ramp.guardrails)]
  return { ...both, guardrails }
}

function guardrailOf(figure: string, options: PolicyOptions, known: readonly GuardrailShown[]): object {
  const { unit: _, ...before } = known.find((each) => each.figure === figure) ?? { figure, unit: null }
  const { margin, cap, typical, holds } = options
  if (holds !== undefined && !['yes', 'no', 'off'].includes(holds)) {
    throw bad(`--holds ${holds} is not known. Give yes, no or off.`)
  }
  return {
    ...before,
    ...(margin !== undefined && { margin: marginOf(margin) }),
    ...(cap !== undefined && { cap: numberOf('--cap', cap) }),
    ...(typical !== undefined && { typical: numberOf('--typical', typical) }),
    ...(holds !== undefined && { holds: holds === 'yes' }),
  }
}

const marginOf = (text: string): object =>
  text.endsWith('%')
    ? { relative: numberOf('--margin', text.slice(0, -1)) / 100 }
    : { absolute: numberOf('--margin', text) }

function numberOf(option: string, text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isFinite(value) && value > 0) return value
  throw bad(`${option} ${text} is no number above 0. Give one such as 0.05.`)
}

const bad = (message: string): LoopError => new LoopError('LOOP_BAD_OPTION', message)

const lines = ({ version, ramp }: PolicyShown): string =>
  [
    `policy ${version}, ${ramp.automatic ? 'advances by itself' : 'advances by order'}`,
    ...ramp.stages.map(
      ({ share, least_hours, least_users }) =>
        `  ${percent(share)} of users, at least ${least_hours} h and ${least_users} mature users in each arm`,
    ),
    ...ramp.guardrails.map(
      (each) => `  ${each.figure.padEnd(24)} ${marginText(each)}${each.holds ? '' : ', can only take back'}`,
    ),
    `  users of both arms: up to ${percent(ramp.most_in_both)}`,
    '',
  ].join('\n')

const marginText = ({ margin, unit, cap }: GuardrailShown): string => {
  const loss = 'absolute' in margin ? measured(margin.absolute, unit) : `${percent(margin.relative)} of the live value`
  return `a loss of at most ${loss}${cap === undefined ? '' : `, counted up to ${cap}`}`
}
