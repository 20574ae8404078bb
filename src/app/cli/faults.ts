import type { Command } from 'commander'
import { LoopError } from '../../errors/loop-error.ts'
import type { Settings } from '../settings.ts'
import { chargeLines, comparisonLines, type RunLine, runLines, statusLines } from './faults-lines.ts'
import { ask, print, type ServiceOptions, whoOption, withServiceOptions } from './service-options.ts'

const LOOK_MS = 500

interface TrainOptions extends ServiceOptions {
  readonly who: string
  readonly wait: boolean
}
interface ChargeOptions extends ServiceOptions {
  readonly who: string
  readonly why: string
}

const EXAMPLES = `
Examples:
  salesloop faults show
  salesloop faults train
  salesloop faults compare
  salesloop faults charge m-0a9fdf24f4da --why 'finds more at the same budget'
  salesloop faults charge rules --why 'the new rules come first'`

/** `salesloop faults show|train|compare|charge`. */
export function registerFaults(program: Command, settings: Settings): void {
  const faults = program
    .command('faults')
    .description('The learned admission: which conversations a model was probably at fault in, and who decides by it.')
    .addHelpText('after', EXAMPLES)
  withServiceOptions(faults.command('show'), settings)
    .description('Who is in charge of admission, the models and their trainings.')
    .addHelpText('after', '\nExample:\n  salesloop faults show --json')
    .action(async (options: ServiceOptions) =>
      print(await ask(options, settings, 'GET', '/v1/faults/model'), options, statusLines),
    )
  withServiceOptions(faults.command('train'), settings)
    .description('Trains a model from every verdict so far. It decides nothing until somebody puts it in charge.')
    .option('--no-wait', 'only order it')
    .addOption(whoOption())
    .addHelpText('after', '\nExample:\n  salesloop faults train --who mia')
    .action((options: TrainOptions) => train(options, settings))
  withServiceOptions(faults.command('compare [model]'), settings)
    .description('A model (the newest when left out) beside the rule table at equal review budget, on verdicts unseen.')
    .addHelpText('after', '\nExample:\n  salesloop faults compare m-0a9fdf24f4da')
    .action(async (model: string | undefined, options: ServiceOptions) => {
      const query = model === undefined ? '' : `?model_id=${encodeURIComponent(model)}`
      print(await ask(options, settings, 'GET', `/v1/faults/comparison${query}`), options, comparisonLines)
    })
  withServiceOptions(faults.command('charge <model>'), settings)
    .description('Puts a model in charge of admission; `rules` = the rule table.')
    .requiredOption('--why <reason>', 'stands in the ledger')
    .addOption(whoOption())
    .addHelpText('after', "\nExample:\n  salesloop faults charge m-0a9fdf24f4da --why 'finds more at the same budget'")
    .action(async (model: string, options: ChargeOptions) => {
      const body = { model_id: model === 'rules' ? null : model, who: options.who, why: options.why }
      print(await ask(options, settings, 'PUT', '/v1/faults/charge', body), options, chargeLines)
    })
}

async function train({ who, wait, ...options }: TrainOptions, settings: Settings): Promise<void> {
  const { run_id } = await ask(options, settings, 'POST', '/v1/faults/training', { who })
  for (;;) {
    const { runs } = await ask(options, settings, 'GET', '/v1/faults/model?limit=200')
    const run = runs.find((each: RunLine) => each.run_id === run_id)
    if (!wait || run.state === 'done') return print(run, options, runLines)
    if (run.state === 'failed') throw new LoopError(run.error.code, run.error.message)
    await new Promise((done) => setTimeout(done, LOOK_MS))
  }
}
