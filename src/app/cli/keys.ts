import type { Command } from 'commander'
import { isScope, SCOPES, type Scope } from '../../access/scopes.ts'
import { LoopError } from '../../errors/loop-error.ts'
import type { Settings } from '../settings.ts'

const UNITS_MS = { d: 86_400_000, h: 3_600_000, m: 60_000 } as const

/** `salesloop keys create|list|revoke`: who may ask the service for what. */
export function registerKeys(program: Command, settings: Settings): void {
  const keys = program.command('keys').description('Makes, lists and revokes API keys.')
  const on = (command: Command) =>
    command
      .option('--data-dir <dir>', 'the data folder of the service', settings.dataDir)
      .option('--json', 'one JSON object as the answer')

  on(keys.command('create'))
    .description('Makes a key and prints its token, which is shown only now.')
    .requiredOption('--name <name>', 'whose it is')
    .requiredOption('--scope <list>', `comma-separated: ${SCOPES.join(', ')} (admin may do everything)`)
    .option('--expires-in <time>', 'such as 90d, 12h, 30m; without it the key holds until it is revoked')
    .addHelpText(
      'after',
      '\nExample:\n  salesloop keys create --name "shop assistant" --scope ingest,read --expires-in 90d',
    )
    .action(async (options: { name: string; scope: string; expiresIn?: string; dataDir: string; json?: true }) => {
      const scopes = scopesOf(options.scope)
      const validMs = options.expiresIn === undefined ? null : durationMs(options.expiresIn)
      const { createKey } = await import('../key-commands.ts')
      const made = await createKey({ ...settings, dataDir: options.dataDir }, options.name, scopes, validMs)
      process.stdout.write(options.json ? `${JSON.stringify(made)}\n` : `${made.token}\n`)
    })

  on(keys.command('list'))
    .description('Lists keys; never their secrets.')
    .addHelpText('after', '\nExample:\n  salesloop keys list --data-dir .data')
    .action(async (options: { dataDir: string; json?: true }) => {
      const { listKeys } = await import('../key-commands.ts')
      const rows = await listKeys({ ...settings, dataDir: options.dataDir })
      if (options.json) process.stdout.write(`${JSON.stringify({ keys: rows })}\n`)
      else
        for (const row of rows)
          process.stdout.write(`${row.key_id}  ${row.state}  ${row.scopes.join(',')}  ${row.name}\n`)
    })

  on(keys.command('revoke <key_id>'))
    .description('Ends a key; services notice within two seconds.')
    .addHelpText('after', '\nExample:\n  salesloop keys revoke 4f1c09d27ab3')
    .action(async (keyId: string, options: { dataDir: string; json?: true }) => {
      const { revokeKey } = await import('../key-commands.ts')
      await revokeKey({ ...settings, dataDir: options.dataDir }, keyId)
      process.stdout.write(options.json ? `${JSON.stringify({ revoked: keyId })}\n` : `revoked ${keyId}\n`)
    })
}

function scopesOf(list: string): Scope[] {
  const scopes = list.split(',').map((text) => text.trim())
  const wrong = scopes.find((text) => !isScope(text))
  if (wrong === undefined) return scopes.filter(isScope)
  throw new LoopError(
    'LOOP_BAD_OPTION',
    `--scope has '${wrong}'; allowed are ${SCOPES.join(', ')}. Separate several by commas.`,
  )
}

function durationMs(text: string): number {
  const found = /^(\d{1,5})([dhm])$/.exec(text)
  if (found) return Number(found[1]) * UNITS_MS[found[2] as keyof typeof UNITS_MS]
  throw new LoopError('LOOP_BAD_OPTION', `--expires-in ${text} is no time. Give a number and d, h or m, such as 90d.`)
}
