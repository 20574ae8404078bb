import type { Command } from 'commander'
import { LoopError } from '../../errors/loop-error.ts'
import type { Settings } from '../settings.ts'
import { addressOf, print, type ServiceOptions, whoOption, withServiceOptions } from './service-options.ts'
import { verdictLines } from './verdict-lines.ts'

interface EvaluateOptions extends ServiceOptions {
  readonly bundle?: string
  readonly against?: string
  readonly record?: true
  readonly who: string
}

/** `salesloop evaluate`: two bundles on the gold set. */
export function registerEvaluate(program: Command, settings: Settings): void {
  withServiceOptions(program.command('evaluate'), settings)
    .description(
      'Compares a bundle with another on the gold set: accuracy, recall, calibration, negative flips, verdict.',
    )
    .option('--bundle <id>', 'the bundle to judge (default: the newest)')
    .option('--against <id>', 'the bundle to compare with (default: the live one)')
    .option('--record', 'keep the verdict beside the live bundle: what a release asks for')
    .addOption(whoOption())
    .action(async (options: EvaluateOptions) => {
      const { askService } = await import('../service-client.ts')
      const { bundle, against, record, who } = options
      if (record && (bundle === undefined || against !== undefined)) {
        throw new LoopError(
          'LOOP_BAD_OPTION',
          '--record needs --bundle, and compares with the live one: leave out --against.',
        )
      }
      const order = { ...(bundle && { bundle }), ...(against && { against }) }
      const [path, body] = record
        ? [`/v1/bundles/${encodeURIComponent(bundle!)}/verdicts`, { who }]
        : ['/v1/evaluations', order]
      const result = await askService(addressOf(options, settings), 'POST', path, body)
      print(result, options, (found) =>
        [`${found.bundle} against ${found.against ?? 'nothing'}`, ...verdictLines(found), ''].join('\n'),
      )
    })
}
