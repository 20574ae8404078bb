import { setTimeout as sleep } from 'node:timers/promises'
import { type Command, Option } from 'commander'
import { LoopError } from '../../errors/loop-error.ts'
import { TASKS } from '../../models/task.ts'
import { CLASS_WEIGHTINGS } from '../../training/class-weights.ts'
import { defaultMethod, TRAINING_MODES } from '../../training/method.ts'
import { REPLAY_PICKS } from '../../training/replay-buffer.ts'
import type { ServiceAddress } from '../service-client.ts'
import type { Settings } from '../settings.ts'
import { report } from './evaluate.ts'
import { addressOf, print, type ServiceOptions, whoOption, withServiceOptions } from './service-options.ts'

interface TrainOptions extends ServiceOptions {
  readonly task?: readonly string[]
  readonly assistant?: string
  readonly seed: string
  readonly mode: string
  readonly classWeights: string
  readonly replayShare: string
  readonly replay: string
  readonly who: string
  readonly wait: boolean
}

const LOOK_MS = 300
const OVER = new Set(['done', 'failed', 'refused'])

const EXAMPLE = `
Example:
  salesloop train                                         anew from everything that is labelled
  salesloop train --mode incremental --replay-share 0.2   the live models go on with what is new
  salesloop train --class-weights effective_number        rare labels count more
`

/** `salesloop train`: a training run on the service. */
export function registerTrain(program: Command, settings: Settings): void {
  withServiceOptions(program.command('train'), settings)
    .description('Trains models from what is labelled, compares them with the live ones, and registers a candidate.')
    .addOption(new Option('--task <task...>', 'only these').choices(TASKS))
    .option('--seed <n>', 'same snapshot and seed, same model', '1')
    .addOption(
      new Option(
        '--mode <mode>',
        'anew from everything, or the live models go on, or the shadow that learned label by label',
      )
        .choices(TRAINING_MODES)
        .default(defaultMethod.mode),
    )
    .addOption(
      new Option('--class-weights <weighting>', 'whether rare labels count more')
        .choices(CLASS_WEIGHTINGS)
        .default(defaultMethod.classWeights),
    )
    .option(
      '--replay-share <share>',
      'of an incremental run: share of the past learned again',
      String(defaultMethod.replayShare),
    )
    .addOption(
      new Option('--replay <pick>', 'every label alike, or every text alike')
        .choices(REPLAY_PICKS)
        .default(defaultMethod.replayPick),
    )
    .option('--assistant <id>', 'from, and compared with, what is live for this assistant')
    .addOption(whoOption())
    .option('--no-wait', 'answer with the run id at once')
    .addHelpText('after', EXAMPLE)
    .action(async (options: TrainOptions) => {
      const { askService } = await import('../service-client.ts')
      const service = addressOf(options, settings)
      const seed = Number(options.seed)
      if (!Number.isSafeInteger(seed) || seed < 0) {
        throw new LoopError('LOOP_BAD_OPTION', `--seed ${options.seed} is not allowed. Give a whole number from 0 on.`)
      }
      const replayShare = Number(options.replayShare)
      if (!(replayShare >= 0 && replayShare <= 1)) {
        throw new LoopError(
          'LOOP_BAD_OPTION',
          `--replay-share ${options.replayShare} is not allowed. Give a number from 0 to 1, such as 0.1.`,
        )
      }
      const how = {
        mode: options.mode,
        class_weights: options.classWeights,
        replay_share: replayShare,
        replay: options.replay,
      }
      const { who, task: tasks, assistant } = options
      const order = { seed, ...how, who, ...(tasks && { tasks }), ...(assistant && { assistant_id: assistant }) }
      const { run_id } = await askService(service, 'POST', '/v1/training', order)
      let run = await askService(service, 'GET', `/v1/training/${run_id}`)
      let shown = ''
      while (options.wait && !OVER.has(run.state)) {
        if (run.state !== shown) process.stderr.write(`${run_id}: ${run.state}\n`)
        shown = run.state
        await sleep(LOOK_MS)
        run = await askService(service, 'GET', `/v1/training/${run_id}`)
      }
      const lines = options.json ? [] : await readable(run, service)
      print(run, options, () => `${lines.join('\n')}\n`)
      if (run.state === 'failed' || run.state === 'refused') process.exitCode = 1
    })
}

interface Run {
  readonly run_id: string
  readonly state: string
  readonly snapshot: string | null
  readonly candidate_bundle: string | null
  readonly evaluation_id: string | null
  readonly error: { readonly code: string; readonly message: string } | null
}

async function readable(run: Run, service: ServiceAddress): Promise<string[]> {
  const { askService } = await import('../service-client.ts')
  const id = run.evaluation_id
  return [
    `run ${run.run_id}: ${run.state}`,
    ...(run.snapshot === null ? [] : [`snapshot ${run.snapshot}`]),
    ...(run.candidate_bundle === null ? [] : [`candidate ${run.candidate_bundle}`]),
    ...(id === null ? [] : await report(service, await askService(service, 'GET', `/v1/evaluations/${id}`))),
    ...(run.error === null ? [] : [`${run.error.message} [${run.error.code}]`]),
  ]
}
