import { type Command, Option } from 'commander'
import { LoopError } from '../../errors/loop-error.ts'
import type { Settings } from '../settings.ts'
import { featureConfigOption } from './feature-config-option.ts'

interface UpOptions {
  readonly port: string
  readonly host: string
  readonly dataDir: string
  readonly auth: boolean
  readonly clock: 'live' | 'replay'
  readonly mask: Settings['mask']
  readonly featureConfig?: string
  readonly json?: true
}

/** `salesloop up`: the service. */
export function registerUp(program: Command, settings: Settings): void {
  program
    .command('up')
    .description('Runs the service. Prints its address as the first line when it is ready.')
    .option('--port <port>', 'port to listen on; 0 takes a free one', '8080')
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .option('--data-dir <dir>', 'where the data lies, and the embedded PostgreSQL', settings.dataDir)
    .option('--no-auth', 'answer without keys (on loopback only)')
    .addOption(
      new Option('--clock <mode>', 'replay: time follows the events').choices(['live', 'replay']).default('live'),
    )
    .addOption(
      new Option('--mask <set>', 'mask texts on ingest').choices(['off', 'basic', 'full']).default(settings.mask),
    )
    .addOption(featureConfigOption())
    .option('--json', 'the address as one JSON object: {"address": …}')
    .addHelpText('after', '\nExamples:\n  salesloop up\n  salesloop up --clock replay --no-auth --data-dir .data/trial')
    .action(async (options: UpOptions) => {
      const { serve } = await import('../serve.ts')
      await serve({
        settings: {
          ...settings,
          dataDir: options.dataDir,
          mask: options.mask,
          featureConfig: options.featureConfig ?? settings.featureConfig,
        },
        host: options.host,
        port: portOf(options.port),
        auth: options.auth,
        clockMode: options.clock,
        json: options.json ?? false,
      })
    })
}

function portOf(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new LoopError('LOOP_BAD_OPTION', `--port ${text} is no port. Give a number from 0 to 65535.`)
}
