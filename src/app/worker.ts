import { once } from 'node:events'
import { resolve } from 'node:path'
import { requireFeatures } from './feature-config-in-force.ts'
import { loggedError } from './http/logged-error.ts'
import type { Settings } from './settings.ts'
import { openPorts } from './wiring.ts'

/** Works on steps and training runs until SIGTERM or SIGINT; what is under way then is taken up by whoever looks next. */
export async function work(settings: Settings): Promise<void> {
  const stopped = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
  const ports = await openPorts({
    settings: { ...settings, dataDir: resolve(settings.dataDir) },
    clockMode: null, // whatever the service has chosen
    onError: (error) => process.stderr.write(`${JSON.stringify({ level: 50, err: loggedError(error) })}\n`),
  })
  try {
    await requireFeatures(ports)
    await ports.learning.runner.start()
    await ports.loop.start()
    process.stdout.write('salesloop worker: ready\n')
    await stopped
  } finally {
    await ports.close()
  }
}
