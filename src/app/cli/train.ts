import { setTimeout as sleep } from 'node:timers/promises'
import { type Command, Option } from 'commander'
import { LoopError } from '../../errors/loop-error.ts'
import { TASKS } from '../../models/task.ts'
import type { ServiceAddress } from '../service-client.ts'
import type { Settings } from '../settings.ts'
import { report } from './evaluate.ts'
import { addressOf, print, type ServiceOptions, whoOption, withServiceOptions } from './service-options.ts'

interface TrainOptions extends ServiceOptions {
  readonly task?: readonly string[]
  readonly seed: string
  readonly who: string
  readonly wait: boolean
}

const LOOK_MS = 300
const OVER = new Set(['done', 'failed', 'refused'])

/** `salesloop train`: a training run on the service. */
export function registerTrain(program: Command, settings: Settings): void {
  withServiceOptions(program.command('train'), settings)
    .description('Trains models from what is labelled, compares them with the live ones, and registers a candidate.')
    .addOption(new Option('--task <task...>', 'only these').choices(TASKS))
    .option('--seed <n>', 'same snapshot and seed, same model', '1')
    .addOption(whoOption())
    .option('--no-wait', 'answer with the run id at once')
    .action(async (options: TrainOptions) => {
      const { askService } = await import('../service-client.ts')
      const service = addressOf(options, settings)
      const seed = Number(options.seed)
      if (!Number.isSafeInteger(seed) || seed < 0) {
        throw new LoopError('LOOP_BAD_OPTION', `--seed ${options.seed} is not allowed. Give a whole number from 0 on.`)
      }
      const order = { seed, who: options.who, ...(options.task && { tasks: options.task }) }
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
