import { randomFrom } from '../stats/random.ts'
import { drawCustomer, drawNeed } from './customer.ts'
import { chance, pickIndex, pickWeighted, poisson, type Random } from './draw.ts'
import type { Era } from './phrases/slots.ts'
import { hours, type Visit } from './visit.ts'
import type { World } from './world.ts'

/** Days that the world lasts. */
export const daysOf = (world: World): number => world.weeks.length * 7

export const eraOf = (world: World, day: number): Era =>
  world.weeks[Math.min(world.weeks.length - 1, Math.floor(day / 7))]!

/** The moment a day begins, epoch milliseconds. */
export const dayStart = (world: World, day: number): number => world.startAt + hours(24 * day)

/**
 * Everybody who opens the chat on one day, in order of time.
 *
 * @param day from 0
 * @param known how many customers have been here on earlier days; new ones are numbered from there
 * @param prefix of the conversations' ids
 * @returns the visits, and how many customers are known afterwards
 */
export function arrivalsOf(
  world: World,
  seed: string,
  day: number,
  known: number,
  prefix = 'c',
): { visits: Visit[]; known: number } {
  const random = randomFrom(`${seed}/arrivals/${day}`)
  const count = poisson(random, world.traffic.conversationsPerDay * world.traffic.weekdays[weekday(world, day)]!)
  const moments = Array.from({ length: count }, () => momentOf(world, day, random)).sort((a, b) => a - b)
  let newest = known
  const visits = moments.map((at, index) => {
    const returning = known > 0 && chance(random, world.traffic.returningShare)
    const number = returning ? Math.floor(random() * known) : newest++
    return openVisit(world, seed, { id: `${prefix}-${day}-${index}`, number, at, anonymous: !returning })
  })
  return { visits, known: newest }
}

/** The visits of the adversaries on one day, in no order; their draws are their own, so that nobody else's change. */
export function adversaryVisits(world: World, seed: string, day: number, prefix = 'c'): Visit[] {
  const { users, visitsPerDay } = world.adversaries
  return Array.from({ length: users }, (_, user) => {
    const random = randomFrom(`${seed}/adversary/${user}/${day}`)
    return Array.from({ length: poisson(random, visitsPerDay) }, (_, visit): Visit => {
      const at = momentOf(world, day, random)
      const id = `${prefix}-adv-${user}-${day}-${visit}`
      const opened = openVisit(world, seed, { id, number: user, at, anonymous: false })
      const drawn = drawCustomer(world, `${seed}/adversary`, user)
      return { ...opened, customer: { ...drawn, userId: `adv-${user}`, extreme: null, adversary: true } }
    })
  }).flat()
}

interface Opening {
  readonly id: string
  readonly number: number
  readonly at: number
  /** May this visitor be somebody who has not logged in? */
  readonly anonymous: boolean
}

/** Draws who comes and why; depends on the conversation's id alone, not on what others do. */
export function openVisit(world: World, seed: string, { id, number, at, anonymous }: Opening): Visit {
  const random = randomFrom(`${seed}/visit/${id}`)
  const day = Math.floor((at - world.startAt) / hours(24))
  const era = eraOf(world, day)
  const customer = drawCustomer(world, seed, number)
  return {
    conversationId: id,
    customer,
    need: drawNeed(world, customer, era, random),
    era,
    dayOfEra: dayOfEra(world, day),
    at,
    channel: pickWeighted(random, world.traffic.channels),
    anonymous: anonymous && chance(random, world.traffic.anonymousShare),
  }
}

/** Monday is 0. */
function weekday(world: World, day: number): number {
  const daysSinceEpoch = Math.floor((dayStart(world, day) + hours(world.utcOffsetHours)) / hours(24))
  return (daysSinceEpoch + 3) % 7
}

/** Days since this run of equal weeks began. */
function dayOfEra(world: World, day: number): number {
  const era = eraOf(world, day)
  let first = day
  while (first > 0 && eraOf(world, first - 1) === era) first -= 1
  return day - first
}

function momentOf(world: World, day: number, random: Random): number {
  return dayStart(world, day) + hours(pickIndex(random, world.traffic.hours) + random())
}
