import { LoopError } from '../errors/loop-error.ts'
import { type ReleasePorts, release } from '../loop/release.ts'
import type { SteerPorts } from '../loop/steer.ts'
import type { ReleaseOrder } from '../releases/release-state.ts'
import type { RampRunner } from './ramp-runner.ts'

/**
 * Releases as the steps of the loop ask for them: by the one door that people use, too.
 *
 * @param ramps who looks at canaries in this process: a look of its own for each wake would be dear
 */
export function turnReleases(
  ports: ReleasePorts,
  ramps: Pick<RampRunner, 'latest'>,
): Pick<SteerPorts, 'releases' | 'forceCanary' | 'forceAdvance'> {
  const { registry } = ports
  const order = async (given: ReleaseOrder, now: number) => {
    await release(given, ports, now)
  }
  return {
    releases: {
      registry,
      async startCanary(bundle, why, now) {
        const { live, canary, revision } = await registry.state()
        if (live === bundle || canary?.bundle === bundle) return
        if (canary !== null) throw anotherRuns(canary.bundle)
        await order({ action: 'canary', bundle, who: 'loop', why, decidedOn: revision }, now)
      },
      async ramp(now) {
        const look = await ramps.latest(now)
        if (look === null || look.moved !== null) return null
        return look.waitsFor.join('; ')
      },
    },
    forceCanary: (bundle, by, now) => order({ action: 'canary', bundle, ...by, force: true }, now),
    forceAdvance: (bundle, by, now) => order({ action: 'advance', bundle, ...by, force: true }, now),
  }
}

const anotherRuns = (bundle: string): LoopError =>
  new LoopError(
    'LOOP_RELEASE_IMPOSSIBLE',
    `The canary ${bundle} runs, and the loop starts none in its place. Wait for its end, or abandon it.`,
    { status: 409 },
  )
