import type { Erasure, ErasureFiles, ErasureOrder, ErasureStep, ErasureStore, Finding } from '../privacy/erasure.ts'
import { refuseBadOrder } from '../privacy/erasure-plan.ts'

export interface ErasePorts {
  readonly erasures: ErasureStore
  readonly files: ErasureFiles
}

/** Takes the order: from here on the person stays out, and the steps are carried out by whoever works on erasures. */
export async function orderErasure(
  erasureId: string,
  order: ErasureOrder,
  now: number,
  { erasures }: Pick<ErasePorts, 'erasures'>,
): Promise<void> {
  refuseBadOrder(order)
  await erasures.begin(erasureId, order, now)
}

/**
 * Carries out every open erasure, oldest first, from the step at which it stands; one worker at a time. A step that was
 * cut short is done again. Pages and log are scrubbed once for all that wait for it.
 *
 * @param onStep told before each step
 */
export async function workOnErasures(
  ports: ErasePorts,
  clock: () => Promise<number>,
  onStep: (erasure: Erasure, step: ErasureStep) => void,
  signal: AbortSignal,
): Promise<void> {
  const toScrub: Erasure[] = []
  for (const erasure of await open(ports)) {
    toScrub.push(erasure)
    let { step } = erasure
    while (step !== 'scrub' && step !== 'done' && !signal.aborted) {
      onStep(erasure, step)
      await carryOut(erasure.erasureId, step, ports, await clock())
      step = (await ports.erasures.get(erasure.erasureId))!.step
    }
  }
  if (toScrub.length === 0 || signal.aborted) return
  for (const erasure of toScrub) onStep(erasure, 'scrub')
  const findings = [...(await ports.erasures.scrub()), ...(await ports.files.emptyLogs())]
  for (const { erasureId } of toScrub) await ports.erasures.advance(erasureId, 'scrub', findings, await clock())
}

const MOST = 1000

async function open({ erasures }: ErasePorts): Promise<Erasure[]> {
  const all = await erasures.list(MOST)
  return all.filter((each) => each.step !== 'done').reverse()
}

async function carryOut(
  id: string,
  step: Exclude<ErasureStep, 'scrub'>,
  { erasures, files }: ErasePorts,
  now: number,
): Promise<void> {
  const findings = await STEPS[step](id, { erasures, files }, now)
  await erasures.advance(id, step, findings, now)
}

type Step = (id: string, ports: ErasePorts, now: number) => Promise<readonly Finding[]>

const STEPS: Readonly<Record<Exclude<ErasureStep, 'scrub'>, Step>> = {
  async find(id, { erasures }) {
    await erasures.find(id)
    return []
  },
  rows: (id, { erasures }, now) => erasures.eraseRows(id, now),
  async files(id, { erasures, files }) {
    const register = await erasures.register()
    if (register !== null) await files.keepRegister(register, await erasures.backupPaths())
    return files.erase(await erasures.targets(id))
  },
  /** What was under way while the rows went (an answer, a snapshot) has arrived since. */
  async sweep(id, { erasures }, now) {
    const findings = await erasures.eraseRows(id, now)
    await erasures.forgetTargets(id)
    return findings
  },
}
