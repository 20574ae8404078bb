import { LoopError } from '../../errors/loop-error.ts'
import type { Clock } from '../../events/clock.ts'
import type { Database } from './database.ts'

export interface MovableClock extends Clock {
  /** Has a service chosen the mode? Before, the clock follows what is imported. */
  readonly chosen: boolean
  /** Replay only: moves time forward. Throws LOOP_CLOCK_BACKWARDS (409), LOOP_CLOCK_LIVE (409). */
  advance(now: number): Promise<number>
}

type Mode = Clock['mode']

/**
 * The clock of this database. The first service decides the mode; later ones must agree.
 *
 * @param mode null = whatever it is (commands beside the service); before the first service it follows the events
 */
export async function openClock(database: Database, mode: Mode | null): Promise<MovableClock> {
  if (mode !== null) await database.query('update clock set mode = $1 where mode is null', [mode])
  const [row] = await database.query<{ mode: Mode | null }>('select mode from clock')
  const stored = row?.mode ?? 'replay'
  if (mode !== null && stored !== mode) {
    throw new LoopError(
      'LOOP_CLOCK_MIXED',
      `This data was made with the ${stored} clock, and now came ${mode}. Start with ${stored === 'replay' ? '--clock=replay' : 'no --clock=replay'}, or choose another --data-dir.`,
      { status: 409 },
    )
  }
  return stored === 'live' ? liveClock() : replayClock(database, row?.mode === 'replay')
}

function liveClock(): MovableClock {
  let latest = 0
  return {
    mode: 'live',
    chosen: true,
    now: async () => (latest = Math.max(latest, Date.now())),
    async advance() {
      throw new LoopError(
        'LOOP_CLOCK_LIVE',
        'The clock of this service is the real one and cannot be moved. Start another data folder with --clock=replay.',
        { status: 409 },
      )
    },
  }
}

function replayClock(database: Database, chosen: boolean): MovableClock {
  const now = async () => (await database.query<{ now: number }>('select now_at now from clock'))[0]?.now ?? 0
  return {
    mode: 'replay',
    chosen,
    now,
    async advance(to) {
      const moved = await database.query('update clock set now_at = $1 where now_at <= $1 returning now_at', [to])
      if (moved.length > 0) return to
      throw new LoopError(
        'LOOP_CLOCK_BACKWARDS',
        `The clock stands at ${await now()} and was asked to go to ${to}. It only moves forward.`,
        { status: 409 },
      )
    },
  }
}
