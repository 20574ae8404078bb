import { type Command, Option } from 'commander'
import type { BadLine } from '../import-events.ts'
import type { Settings } from '../settings.ts'

const SHOWN_BAD_LINES = 20
const PROGRESS_MS = 1000

interface ImportOptions {
  readonly dataDir: string
  readonly url?: string
  readonly apiKey?: string
  readonly key?: string
  readonly mask: Settings['mask']
  readonly json?: true
}

/** `salesloop import FILE|-`: history, with its own receipts. */
export function registerImport(program: Command, settings: Settings): void {
  program
    .command('import <file>')
    .description('Takes in events from an NDJSON file (gzip or not), or - for standard input. Doing it twice is safe.')
    .option('--data-dir <dir>', 'the data folder to write to', settings.dataDir)
    .option('--url <url>', 'send to a running service instead (needs an admin key)', settings.url ?? undefined)
    .option('--api-key <key>', 'its key; better in SALESLOOP_API_KEY')
    .addOption(new Option('--key <key>').hideHelp())
    .addOption(
      new Option('--mask <set>', 'mask texts on the way in').choices(['off', 'basic', 'full']).default(settings.mask),
    )
    .option('--json', 'one JSON object as the summary')
    .addHelpText(
      'after',
      '\nExamples:\n  salesloop import events.ndjson.gz\n  salesloop simulate | salesloop import - --url http://127.0.0.1:8080',
    )
    .action(async (file: string, options: ImportOptions, command: Command) => {
      const { importEvents, sendToService, withDirectImport } = await import('../import-events.ts')
      const { openInput } = await import('../line-source.ts')
      const input = await openInput(file)
      const report = reporter()
      const started = performance.now()
      const folderAsked =
        command.getOptionValueSource('dataDir') === 'cli' && command.getOptionValueSource('url') !== 'cli'
      const url = folderAsked ? null : (options.url ?? null)
      const key = options.apiKey ?? options.key ?? settings.apiKey
      const summary =
        url === null
          ? await withDirectImport({ ...settings, dataDir: options.dataDir, mask: options.mask }, (send) =>
              importEvents(input, send, report.bad, report.progress),
            )
          : await importEvents(input, sendToService(url, key, report.waiting), report.bad, report.progress)
      report.end()
      const seconds = Math.round(performance.now() - started) / 1000
      process.stdout.write(
        options.json
          ? `${JSON.stringify({ ...summary, seconds })}\n`
          : `${summary.lines} lines: ${summary.accepted} accepted, ${summary.duplicates} known before, ${summary.rejected} rejected, in ${seconds} s\n`,
      )
    })
}

/** Bad lines and progress on stderr. */
function reporter() {
  let shown = 0
  let last = 0
  return {
    bad({ line, code, message }: BadLine) {
      if (shown++ < SHOWN_BAD_LINES) process.stderr.write(`line ${line}: ${code}: ${message}\n`)
    },
    progress({ lines, rejected }: { lines: number; rejected: number }) {
      if (performance.now() - last < PROGRESS_MS) return
      last = performance.now()
      process.stderr.write(`${lines} lines read, ${rejected} rejected\n`)
    },
    waiting(ms: number) {
      process.stderr.write(`the service is busy; sent again in ${Math.ceil(ms / 1000)} s\n`)
    },
    end() {
      if (shown > SHOWN_BAD_LINES) process.stderr.write(`and ${shown - SHOWN_BAD_LINES} more bad lines\n`)
    },
  }
}
