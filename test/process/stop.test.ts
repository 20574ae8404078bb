import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { cleanUp, postmasterPid, startService } from './service.ts'

afterAll(cleanUp)

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Each in a conversation of its own: one conversation has a bound, which a fast machine would reach. */
const click = (id: string) => ({ event_id: id, type: 'cta_click', conversation_id: `c-${id}` })

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s under load: what was begun is finished, PostgreSQL stops, exit 0',
  async (signal) => {
    const service = await startService()
    const postmaster = (await postmasterPid(service.dataDir)) ?? 0
    const acknowledged: string[] = []
    const refused = new Set<number>()
    let serial = 0
    let over = false
    const sender = async () => {
      while (!over) {
        const events = Array.from({ length: 50 }, () => click(`s${serial++}`))
        const answer = await service.post('/v1/events', events).catch(() => null)
        if (answer?.status === 202 && answer.json.accepted === 50)
          acknowledged.push(...events.map((event) => event.event_id))
        else if (answer) refused.add(answer.status)
        else await sleep(20)
      }
    }
    const senders = Array.from({ length: 4 }, sender)
    await sleep(500)
    service.process.kill(signal)
    const ended = new Promise((done) => service.process.once('exit', done))
    expect(await ended).toBe(0)
    over = true
    await Promise.all(senders)
    expect(alive(postmaster)).toBe(false)
    expect([...refused].filter((status) => status !== 503)).toEqual([])
    expect(service.stderr()).toBe('')

    const again = await startService({ dataDir: service.dataDir })
    expect((await again.get(`/v1/events/${acknowledged.at(-1)}`)).status).toBe(200)
    const resent = await again.post('/v1/events', acknowledged.slice(0, 1000).map(click))
    expect(resent.json).toMatchObject({ accepted: 0, duplicates: Math.min(1000, acknowledged.length) })
  },
)
