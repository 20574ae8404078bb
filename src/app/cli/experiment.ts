import type { Command } from 'commander'
import type { Settings } from '../settings.ts'
import { type CheckShown, checkLines, count, day, percent } from './experiment-lines.ts'
import { ask, print, type ServiceOptions, withServiceOptions } from './service-options.ts'

interface ExperimentOptions extends ServiceOptions {
  readonly assistant?: string
  readonly state?: string
}
interface Summary {
  readonly experiment: string
  readonly assistant_id: string | null
  readonly live: string
  readonly canary: string
  readonly state: string
  readonly share: number
  readonly started_at: number
  readonly ended_at: number | null
}
interface Shown extends Summary {
  readonly decision: { readonly text: string }
  readonly open: { readonly live: Forecast | null; readonly canary: Forecast | null }
  readonly check: CheckShown
  readonly history: readonly {
    readonly at: number
    readonly action: string
    readonly who: string
    readonly why: string
    readonly canary: { readonly share: number } | null
  }[]
}

interface Forecast {
  readonly open: number
  readonly expected: { readonly estimate: number; readonly low: number; readonly high: number }
}

/** `salesloop experiment list` and `salesloop experiment show <id>`. */
export function registerExperiment(program: Command, settings: Settings): void {
  const experiment = program
    .command('experiment')
    .description('Canaries as experiments: who got what, and what came of it.')
  withServiceOptions(experiment.command('list'), settings)
    .description('All canaries, running and ended, newest first.')
    .option('--assistant <id>', "only this assistant's; default = the default's")
    .option('--state <state>', 'running, paused, live, taken_back, abandoned, replaced')
    .addHelpText('after', '\nExample:\n  salesloop experiment list --state running')
    .action(async (options: ExperimentOptions) => {
      const query = new URLSearchParams({
        ...(options.assistant && { assistant_id: options.assistant }),
        ...(options.state && { state: options.state }),
      })
      print(
        await ask(options, settings, 'GET', `/v1/experiments?${query}`),
        options,
        query.size > 0 ? listedOf : listed,
      )
    })
  withServiceOptions(experiment.command('show <id>'), settings)
    .description('One canary against the live bundle: figures with their bounds, the split of users, every decision.')
    .option('--assistant <id>', 'where an assistant took over a canary of the default')
    .addHelpText('after', '\nExample:\n  salesloop experiment show canary:b-0a9fdf24f4da:17')
    .action(async (id: string, options: ExperimentOptions) => {
      const query = options.assistant ? `?assistant_id=${encodeURIComponent(options.assistant)}` : ''
      print(await ask(options, settings, 'GET', `/v1/experiments/${encodeURIComponent(id)}${query}`), options, shown)
    })
}

const listed = ({ experiments }: { readonly experiments: readonly Summary[] }): string =>
  experiments.length === 0
    ? 'No canary has ever run. salesloop release canary starts one.\n'
    : experiments.map((each) => `${line(each)}\n`).join('')

/** With a filter, an empty list says nothing about the others. */
const listedOf = (answer: Parameters<typeof listed>[0]): string =>
  answer.experiments.length === 0
    ? 'No canary is meant by this. Without --state and --assistant, all are listed.\n'
    : listed(answer)

const STATES: Readonly<Record<string, string>> = {
  running: 'running',
  paused: 'paused',
  live: 'went live',
  taken_back: 'taken back',
  abandoned: 'abandoned',
  replaced: 'replaced by another',
}

const line = (each: Summary): string =>
  [
    each.experiment,
    `${STATES[each.state] ?? each.state} at ${percent(each.share)} of users`,
    `${day(each.started_at)} to ${each.ended_at === null ? 'now' : day(each.ended_at)}`,
    ...(each.assistant_id === null ? [] : [`assistant ${each.assistant_id}`]),
  ].join('  ')

const shown = (one: Shown): string =>
  [
    line(one),
    `  canary ${one.canary} against live ${one.live}`,
    `  ${one.decision.text}`,
    ...checkLines(one.check, one.ended_at !== null),
    ...(['live', 'canary'] as const).flatMap((arm) => openLine(arm, one.open[arm])),
    ...one.history.map(
      ({ at, action, who, why, canary }) =>
        `  ${day(at)}  ${action}${canary === null ? '' : ` at ${percent(canary.share)}`}  by ${who}: ${why}`,
    ),
    '',
  ].join('\n')

/** An estimate apart from the figures, on which nothing is decided. */
const openLine = (arm: string, forecast: Forecast | null): string[] =>
  forecast === null || forecast.open === 0
    ? []
    : [
        `  ${arm}: of ${count(forecast.open)} conversations whose window is open about ${count(forecast.expected.estimate)} more will convert (${count(forecast.expected.low)} to ${count(forecast.expected.high)}); nothing is decided on that`,
      ]
