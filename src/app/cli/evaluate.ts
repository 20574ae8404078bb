import type { Command } from 'commander'
import type { Settings } from '../settings.ts'
import { addressOf, print, type ServiceOptions, withServiceOptions } from './service-options.ts'
import { verdictLines } from './verdict-lines.ts'

interface EvaluateOptions extends ServiceOptions {
  readonly bundle?: string
  readonly against?: string
}

/** `salesloop evaluate`: two bundles on the gold set. */
export function registerEvaluate(program: Command, settings: Settings): void {
  withServiceOptions(program.command('evaluate'), settings)
    .description(
      'Compares a bundle with another on the gold set: accuracy, recall, calibration, negative flips, verdict.',
    )
    .option('--bundle <id>', 'the bundle to judge (default: the newest)')
    .option('--against <id>', 'the bundle to compare with (default: the live one)')
    .action(async (options: EvaluateOptions) => {
      const { askService } = await import('../service-client.ts')
      const { bundle, against } = options
      const order = { ...(bundle && { bundle }), ...(against && { against }) }
      const result = await askService(addressOf(options, settings), 'POST', '/v1/evaluations', order)
      print(result, options, (found) =>
        [`${found.bundle} against ${found.against ?? 'nothing'}`, ...verdictLines(found), ''].join('\n'),
      )
    })
}
