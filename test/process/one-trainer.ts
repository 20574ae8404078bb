/**
 * One of several trainers on one database, outside the lock that lets only one of them work: node one-trainer.ts DATA_DIR.
 *
 * Prints `trained` once its models are made, and goes on when a line comes in; then prints how it ended.
 */
import { once } from 'node:events'
import { parseSettings } from '../../src/app/settings.ts'
import { openPorts } from '../../src/app/wiring.ts'
import { improve } from '../../src/loop/improve.ts'

const ports = await openPorts({
  settings: { ...parseSettings({}), dataDir: process.argv[2]! },
  clockMode: null,
  onError: (error) => console.error(error),
})
const { ports: learning, settings } = ports.learning
const held: typeof learning = {
  ...learning,
  trainer: {
    ...learning.trainer,
    async fit(order, signal) {
      const files = await learning.trainer.fit(order, signal)
      process.stdout.write('trained\n')
      await once(process.stdin, 'data')
      return files
    },
  },
}
let ending = 'published'
try {
  const run = await improve(held, settings, () => ports.clock.now(), AbortSignal.timeout(120_000))
  if (run === null) ending = 'nothing to do'
} catch (error) {
  ending = String((error as { code?: string }).code ?? error)
}
process.stdout.write(`${ending}\n`)
await ports.close()
process.stdin.destroy()
