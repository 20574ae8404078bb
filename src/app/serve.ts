import { once } from 'node:events'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { authoriser } from '../access/authorise.ts'
import { LoopError } from '../errors/loop-error.ts'
import type { Clock } from '../events/clock.ts'
import { makeLink } from './access/logins.ts'
import { followLastCharge } from './faults.ts'
import { putFeaturesInForce } from './feature-config-in-force.ts'
import { auditRequests } from './http/audited.ts'
import { serveConsole } from './http/console.ts'
import { doors } from './http/doors.ts'
import { isLoopback } from './http/loopback.ts'
import { ROUTES } from './http/routes.ts'
import { type App, buildServer } from './http/server.ts'
import { addKey } from './key-commands.ts'
import type { Settings } from './settings.ts'
import { openPorts, type Ports } from './wiring.ts'

export interface ServeOptions {
  readonly settings: Settings
  readonly host: string
  readonly port: number
  readonly auth: boolean
  readonly clockMode: Clock['mode']
}

/** Runs the service until SIGTERM or SIGINT; then it finishes what it has begun and closes. `json`: how it tells its address. */
export async function serve({ json, ...options }: ServeOptions & { json: boolean }): Promise<void> {
  refuseOpenDoors(options)
  const stopped = stopSignal()
  const service = await startService(options)
  const { address } = service
  process.stdout.write(json ? `${JSON.stringify({ address })}\n` : `${address}\n`)
  await stopped
  await service.close()
}

/** Opens the ports, builds the server, starts the loop. */
export async function startService(
  options: ServeOptions,
): Promise<{ address: string; ports: Ports; close(): Promise<void> }> {
  const settings = { ...options.settings, dataDir: resolve(options.settings.dataDir) }
  let app: App | null = null
  const onError = (error: unknown) => app?.log.error(error)
  const ports = await openPorts({ settings, clockMode: options.clockMode, onError })
  try {
    if (options.auth) await ensureFirstKey(ports)
    const { access } = ports
    const keys = authoriser(ports.keys, Date.now, sleep)
    app = await buildServer(settings, options.auth ? doors(keys, access.door, access.settings) : null)
    auditRequests(app, ports.audit)
    await serveConsole(app, settings.consoleDir)
    for (const route of ROUTES) route(app, ports)
    await putFeaturesInForce(ports)
    await ports.runner.start()
    await ports.learning.start()
    await followLastCharge(ports.faults, ports.clock).catch(onError)
    await ports.erasing.start()
    ports.retention.start()
    ports.watching.start()
    await ports.loop.start()
    const address = await listen(app, options)
    if (options.auth) await offerFirstLogin(ports, address)
    const server = app
    return {
      address,
      ports,
      async close() {
        await server.close()
        await ports.close()
      },
    }
  } catch (error) {
    await app?.close()
    await ports.close()
    throw error
  }
}

async function listen(app: App, { host, port }: ServeOptions): Promise<string> {
  try {
    return await app.listen({ host, port })
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    const why = code === 'EADDRINUSE' ? 'something else listens there' : message
    throw new LoopError(
      'LOOP_CANNOT_LISTEN',
      `Cannot listen on ${host}:${port}: ${why}. Give another --port or --host.`,
      { cause },
    )
  }
}

/** Without keys, or with time that anybody may move, only this machine may ask. */
function refuseOpenDoors({ host, auth, clockMode }: ServeOptions): void {
  if (isLoopback(host)) return
  if (!auth) {
    throw new LoopError(
      'LOOP_NO_AUTH_OPEN',
      `--no-auth would let everyone in at ${host}. Use --host 127.0.0.1, or leave out --no-auth and make keys (salesloop keys create).`,
    )
  }
  if (clockMode === 'replay') {
    throw new LoopError(
      'LOOP_REPLAY_OPEN',
      `--clock=replay is for this machine alone, and the host is ${host}. Use --host 127.0.0.1.`,
    )
  }
}

/** The first service on new data makes a key for the person who started it; it is shown this once. */
async function ensureFirstKey({ keys }: Ports): Promise<void> {
  if ((await keys.list()).length > 0) return
  const { token } = await addKey(keys, 'first', ['admin'], null)
  process.stderr.write(`salesloop: made an admin key, shown only now: ${token}\n`)
}

/** As long as nobody has an account, each start prints a link with which the first admin sets one up. */
async function offerFirstLogin({ access }: Ports, address: string): Promise<void> {
  if (!(await access.accounts.isEmpty())) return
  const { url } = await makeLink(access, 'first', null, address)
  process.stderr.write(`salesloop: set up the first account within a day, by this link, which opens once: ${url}\n`)
}

/** A second signal ends the process at once. */
async function stopSignal(): Promise<void> {
  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => process.exit(1))
}
