import type { Command } from 'commander'
import type { Settings } from '../settings.ts'
import { featureConfigOption } from './feature-config-option.ts'

interface WorkerOptions {
  readonly dataDir: string
  readonly featureConfig?: string
}

/** `salesloop worker`: steps without HTTP. */
export function registerWorker(program: Command, settings: Settings): void {
  program
    .command('worker')
    .description(
      'Works on the steps of the loop (training, evaluation, releases, exports) and serves nothing. Several at once are fine.',
    )
    .option('--data-dir <dir>', 'where the data lies; the same as the service has', settings.dataDir)
    .addOption(featureConfigOption())
    .addHelpText('after', '\nExample:\n  salesloop worker --data-dir .data')
    .action(async ({ dataDir, featureConfig }: WorkerOptions) => {
      const { work } = await import('../worker.ts')
      await work({ ...settings, dataDir, featureConfig: featureConfig ?? settings.featureConfig })
    })
}
