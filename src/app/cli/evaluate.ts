import type { Command } from 'commander'
import { LoopError } from '../../errors/loop-error.ts'
import type { ServiceAddress } from '../service-client.ts'
import type { Settings } from '../settings.ts'
import { addressOf, print, type ServiceOptions, whoOption, withServiceOptions } from './service-options.ts'
import { type Evaluation, SHOWN_FLIPS, verdictLines } from './verdict-lines.ts'

interface EvaluateOptions extends ServiceOptions {
  readonly bundle?: string
  readonly against?: string
  readonly assistant?: string
  readonly gold?: string
  readonly record?: true
  readonly who: string
}

const EXAMPLE = `
Example:
  salesloop evaluate --bundle b-1f2e3d4c5b6a          what it breaks, what it mends, and why it may or may not go out
  salesloop evaluate --bundle b-1f2e3d4c5b6a --record  the same, and keep the verdict that a release asks for
  salesloop evaluate --bundle b-1f2e3d4c5b6a --record --assistant shop-guide   of an assistant with releases of its own
`

/** `salesloop evaluate`: two bundles on the gold set. */
export function registerEvaluate(program: Command, settings: Settings): void {
  withServiceOptions(program.command('evaluate'), settings)
    .description(
      'Compares a bundle with another on the gold set: negative flips, protected skills, accuracy, recall, calibration, verdict.',
    )
    .option('--bundle <id>', 'the bundle to judge (default: the newest)')
    .option('--against <id>', 'the bundle to compare with (default: the live one)')
    .option('--assistant <id>', 'beside what is live for this assistant')
    .option('--gold <version>', 'a version of the gold set (default: the latest)')
    .option('--record', 'keep the verdict beside the live bundle: what a release asks for')
    .addOption(whoOption())
    .addHelpText('after', EXAMPLE)
    .action(async (options: EvaluateOptions) => {
      const { askService } = await import('../service-client.ts')
      const { bundle, against, assistant, gold, record, who } = options
      if (record && (bundle === undefined || against !== undefined || gold !== undefined)) {
        throw new LoopError(
          'LOOP_BAD_OPTION',
          '--record needs --bundle, and compares with the live one on the latest gold set: leave out --against and --gold.',
        )
      }
      if (assistant !== undefined && against !== undefined) {
        throw new LoopError(
          'LOOP_BAD_OPTION',
          '--assistant means the bundle that is live for it, and --against names another one. Leave one of them out.',
        )
      }
      const whose = assistant === undefined ? {} : { assistant_id: assistant }
      const order = { ...(bundle && { bundle }), ...(against && { against }), ...(gold && { gold_version: gold }) }
      const [path, body] = record
        ? [`/v1/bundles/${encodeURIComponent(bundle!)}/verdicts`, { who, ...whose }]
        : ['/v1/evaluations', { ...order, ...whose }]
      const service = addressOf(options, settings)
      const found = (await askService(service, 'POST', path, body)) as Evaluation
      const lines = options.json ? [] : await report(service, found)
      print(found, options, () => `${lines.join('\n')}\n`)
    })
}

/** An evaluation with the texts of its first negative flips. */
export async function report(service: ServiceAddress, found: Evaluation): Promise<string[]> {
  const { askService } = await import('../service-client.ts')
  const path = `/v1/evaluations/${found.evaluation_id}/items?outcome=broken&limit=${SHOWN_FLIPS}`
  const { items } = await askService(service, 'GET', path)
  return verdictLines(found, items)
}
