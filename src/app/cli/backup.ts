import type { Command } from 'commander'
import type { BackupSummary } from '../backup-format.ts'
import type { Settings } from '../settings.ts'

interface Options {
  readonly dataDir: string
  readonly json?: true
}

/** `salesloop backup` and `salesloop restore`. */
export function registerBackup(program: Command, settings: Settings): void {
  program
    .command('backup')
    .description('Writes events, rows, samples, labels, models and everything else into one file. Services may run on.')
    .requiredOption('--out <file>', 'the file to make')
    .option('--data-dir <dir>', 'the data folder', settings.dataDir)
    .option('--json', 'one JSON object as the summary')
    .addHelpText('after', '\nExample:\n  salesloop backup --out salesloop.backup --data-dir .data')
    .action(async ({ out, dataDir, json }: Options & { out: string }) => {
      const { backup } = await import('../backup.ts')
      show(await backup({ ...settings, dataDir }, out, progress), `to ${out}`, json)
    })
  program
    .command('restore')
    .description('Reads a backup into a new data folder and proves that nothing is missing.')
    .requiredOption('--from <file>', 'the file that backup made')
    .requiredOption('--data-dir <dir>', 'an empty or new folder')
    .option('--erasures <file>', 'the register of erasures (default: FILE.erasures, where erasures lay it)')
    .option('--json', 'one JSON object as the summary')
    .addHelpText('after', '\nExample:\n  salesloop restore --from salesloop.backup --data-dir .data/restored')
    .action(async ({ from, dataDir, erasures, json }: Options & { from: string; erasures?: string }) => {
      const { restore } = await import('../restore.ts')
      const summary = await restore({ ...settings, dataDir }, from, progress, erasures ?? null)
      if (summary.erasedAnew > 0)
        progress(`${summary.erasedAnew} persons and conversations erased since are erased again`)
      show(summary, `from ${from}`, json)
    })
}

const progress = (what: string): void => {
  process.stderr.write(`${what}\n`)
}

function show(summary: BackupSummary, where: string, json: true | undefined): void {
  const rows = Object.values(summary.rows).reduce((sum, n) => sum + n, 0)
  process.stdout.write(
    json
      ? `${JSON.stringify(summary)}\n`
      : `${rows} rows of ${summary.tables} tables and ${summary.files} files ${where}\n`,
  )
}
