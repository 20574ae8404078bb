import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, expect, test } from 'vitest'
import { parseSettings } from '../../src/app/settings.ts'
import { openPorts, type Ports } from '../../src/app/wiring.ts'
import { improve } from '../../src/loop/improve.ts'
import { examples } from './learning.ts'
import { cleanUp, newFolder } from './service.ts'

const TRAINER = resolve(import.meta.dirname, 'one-trainer.ts')
const TRAINERS = 10
const never = new AbortController().signal

afterAll(cleanUp)

interface Trainer {
  readonly process: ChildProcess
  /** Its next line. */
  line(): Promise<string>
}

function startTrainer(dataDir: string): Trainer {
  const child = spawn(process.execPath, [TRAINER, dataDir], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
  return { process: child, line: async () => String((await lines.next()).value) }
}

async function order(ports: Ports, runId: string, kind: 'import' | 'training', refund: number): Promise<void> {
  const { learning } = ports
  const refunds = Array.from({ length: refund }, (_, i) => ({ text: `I want my money back ${i}`, label: 'refund' }))
  await learning.ports.examples.import('intent', [...examples(), ...refunds], 'mia', 1)
  await learning.ports.runs.add({ runId, kind, tasks: ['intent'], seed: 1, who: 'mia', requestedAt: 1 })
}

/** As when the lock that lets one work at a time is lost to all of them: each has its token, and a finished model. */
test('of ten trainers at once one publishes, the others end cleanly, and the run ends as if there had been one', async () => {
  const dataDir = await newFolder()
  const ports = await openPorts({
    settings: { ...parseSettings({}), dataDir },
    clockMode: null,
    onError: (error) => expect.unreachable(String(error)),
  })
  try {
    const { runs, registry } = ports.learning.ports
    const once1 = () => improve(ports.learning.ports, ports.learning.settings, async () => 1, never)
    await order(ports, 'r-1', 'import', 0)
    await once1()
    expect(await registry.bundles(10)).toHaveLength(1)
    await order(ports, 'r-2', 'training', 20)

    const trainers = Array.from({ length: TRAINERS }, () => startTrainer(dataDir))
    expect(await Promise.all(trainers.map((each) => each.line()))).toEqual(Array(TRAINERS).fill('trained'))
    const exits = trainers.map((each) => once(each.process, 'exit'))
    for (const each of trainers) each.process.stdin!.write('go\n')
    const endings = await Promise.all(trainers.map((each) => each.line()))
    expect(endings.sort()).toEqual([...Array(TRAINERS - 1).fill('LOOP_STALE_TOKEN'), 'published'])
    expect((await Promise.all(exits)).map(([code]) => code)).toEqual(Array(TRAINERS).fill(0))
    const published = await registry.bundles(10)
    expect(published).toHaveLength(2)
    const candidate = published.find((each) => each.runId === 'r-2')!.id
    expect(await registry.verdicts(candidate)).toHaveLength(1)

    await once1() // what the publishing one could not note any more, because another had taken the run
    expect(await runs.get('r-2')).toMatchObject({ state: 'done', candidate, error: null })
    expect(await registry.bundles(10)).toEqual(published)
    expect(await once1()).toBeNull()
  } finally {
    await ports.close()
  }
}, 180_000)
