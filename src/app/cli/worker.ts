import type { Command } from 'commander'
import type { Settings } from '../settings.ts'

interface WorkerOptions {
  readonly dataDir: string
}

/** `salesloop worker`: steps without HTTP. */
export function registerWorker(program: Command, settings: Settings): void {
  program
    .command('worker')
    .description(
      'Works on the steps of the loop (training, evaluation, releases, exports) and serves nothing. Several at once are fine.',
    )
    .option('--data-dir <dir>', 'where the data lies; the same as the service has', settings.dataDir)
    .addHelpText('after', '\nExample:\n  salesloop worker --data-dir .data')
    .action(async ({ dataDir }: WorkerOptions) => {
      const { work } = await import('../worker.ts')
      await work({ ...settings, dataDir })
    })
}
