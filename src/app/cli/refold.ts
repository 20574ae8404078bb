import type { Command } from 'commander'
import type { Settings } from '../settings.ts'
import { featureConfigOption } from './feature-config-option.ts'

interface RefoldOptions {
  readonly dataDir: string
  readonly dryRun?: true
  readonly featureConfig?: string
  readonly json?: true
}

/** `salesloop refold`: what another configuration would change, and how far the present one is. */
export function registerRefold(program: Command, settings: Settings): void {
  program
    .command('refold')
    .description(
      'How far the conversations are folded again under the configuration in force; with --dry-run, what another one would change. The refold itself begins when salesloop up is started with the configuration.',
    )
    .option('--data-dir <dir>', 'where the data lies; the same as the service has', settings.dataDir)
    .option('--dry-run', 'folds every conversation with --feature-config and compares; writes nothing')
    .addOption(featureConfigOption())
    .option('--json', 'one JSON object as the answer')
    .addHelpText('after', '\nExample:\n  salesloop refold --dry-run --feature-config features.json')
    .action(async (options: RefoldOptions) => {
      const { dryRefold, refoldStatus } = await import('../refold.ts')
      const own = {
        ...settings,
        dataDir: options.dataDir,
        featureConfig: options.featureConfig ?? settings.featureConfig,
      }
      const answer = options.dryRun ? await dryRefold(own) : await refoldStatus(own)
      process.stdout.write(options.json ? `${JSON.stringify(answer.json)}\n` : answer.text)
    })
}
