import { userInfo } from 'node:os'
import { type Command, Option } from 'commander'
import type { ServiceAddress } from '../service-client.ts'
import type { Settings } from '../settings.ts'

/** Options of every command that talks to a running service. */
export interface ServiceOptions {
  readonly url: string
  readonly apiKey?: string
  readonly json?: true
}

const DEFAULT_URL = 'http://127.0.0.1:8080'

export const withServiceOptions = (command: Command, settings: Settings): Command =>
  command
    .option('--url <url>', 'the running service', settings.url ?? DEFAULT_URL)
    .option('--api-key <key>', 'its key; better in SALESLOOP_API_KEY')
    .option('--json', 'one JSON object as the answer')

export const whoOption = (): Option =>
  new Option('--who <name>', 'who decides; stands in the ledger').default(userName())

export const addressOf = (options: ServiceOptions, settings: Settings): ServiceAddress => ({
  url: options.url,
  apiKey: options.apiKey ?? settings.apiKey,
})

/** Asks the service of these options, as askService in service-client.ts does; that is loaded when somebody asks. */
export async function ask(
  options: ServiceOptions,
  settings: Settings,
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body?: unknown,
) {
  const { askService } = await import('../service-client.ts')
  return askService(addressOf(options, settings), method, path, body)
}

/** JSON for machines, a text for people. */
export function print<T>(answer: T, options: ServiceOptions, readable: (answer: T) => string): void {
  process.stdout.write(options.json ? `${JSON.stringify(answer)}\n` : readable(answer))
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    return 'unknown' // a user id without a name, as in some containers
  }
}
