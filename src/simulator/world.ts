import { z } from 'zod'
import { INTENTS } from '../assistant/taxonomy.ts'
import { LoopError } from '../errors/loop-error.ts'

const share = z.number().min(0).max(1)
const weight = z.number().min(0)
const count = z.number().int().min(0)
const positive = z.number().positive()
const some = (weights: readonly number[]) => weights.some((one) => one > 0)

/**
 * The parameters of a simulated world. docs/world.md explains each; a file given with `--world` holds any part of
 * them, and what it leaves out keeps its default.
 */
export const WorldSchema = z.strictObject({
  /** First moment, epoch milliseconds; the default is Monday 2026-01-05, 00:00 at UTC+8. */
  startAt: z
    .number()
    .int()
    .min(0)
    .max(4e12)
    .default(Date.UTC(2026, 0, 4, 16)),
  utcOffsetHours: z.number().min(-12).max(14).default(8),
  /** Which phrases each week speaks. */
  weeks: z
    .array(z.enum(['training', 'test']))
    .min(1)
    .max(52)
    .default(['training', 'test']),
  traffic: z
    .strictObject({
      conversationsPerDay: z.number().min(0).max(100_000).default(560),
      /** Relative traffic of each hour of the day, from midnight. */
      hours: z
        .array(weight)
        .length(24)
        .refine(some, 'at least one hour above 0')
        .default([3, 2, 1, 1, 1, 1, 2, 3, 5, 7, 8, 8, 9, 8, 7, 7, 7, 7, 8, 10, 12, 12, 9, 5]),
      /** Relative traffic of each day of the week, from Monday; 1 is an average day. */
      weekdays: z
        .array(weight)
        .length(7)
        .refine(some, 'at least one day above 0')
        .default([0.9, 0.9, 0.9, 0.95, 1.1, 1.2, 1.1]),
      chineseShare: share.default(0.65),
      returningShare: share.default(0.15),
      anonymousShare: share.default(0.08),
      channels: z
        .record(z.string().min(1), weight)
        .refine((w) => some(Object.values(w)), 'at least one channel above 0')
        .default({ app: 5, web: 4, wechat: 3 }),
    })
    .prefault({}),
  customers: z
    .strictObject({
      /** What people come for. */
      goals: z
        .strictObject({ buy: weight, browse: weight, service: weight })
        .refine((g) => some(Object.values(g)), 'at least one goal above 0')
        .default({ buy: 45, browse: 25, service: 30 }),
      /** Misunderstandings that an average customer bears before leaving. */
      patience: positive.max(50).default(1.8),
      /** Probability that a wrong answer does not bother somebody. */
      tolerance: share.default(0.25),
      /** After a misunderstanding: says it again in other words, word for word, asks something else, or leaves. */
      afterMisunderstanding: z
        .strictObject({ rephrase: weight, repeat: weight, moveOn: weight, leave: weight })
        .refine((g) => some(Object.values(g)), 'at least one above 0')
        .default({ rephrase: 3, repeat: 1, moveOn: 2, leave: 5 }),
      greetsFirstShare: share.default(0.12),
      saysGoodbyeShare: share.default(0.15),
      doubleSendShare: share.default(0.02),
      /** Median seconds before a customer writes again, and the spread of its logarithm. */
      thinkingSeconds: positive.max(86_400).default(22),
      thinkingSpread: z.number().min(0).max(3).default(0.8),
      /** Probability that somebody leaves the screen for one to three hours in the middle. */
      pauseShare: share.default(0.03),
      /** How it ends: the window is closed, the host times out, or nothing is said. */
      endings: z
        .strictObject({ closed: weight, timeout: weight, nothing: weight })
        .refine((g) => some(Object.values(g)), 'at least one above 0')
        .default({ closed: 96, timeout: 2, nothing: 2 }),
      /** Share of messages that say nothing by themselves, and of messages that ask for a second thing too. */
      vagueShare: share.default(0.01),
      compoundShare: share.default(0.02),
      typoShare: share.default(0.07),
      flourishShare: share.default(0.12),
      /** Shares of extreme customers. */
      extremes: z
        .strictObject({
          angry: share.default(0.02),
          neverClicks: share.default(0.04),
          flooding: share.default(0.01),
          endless: share.default(0.01),
        })
        .refine((e) => e.angry + e.neverClicks + e.flooding + e.endless <= 1, 'shares must not add up to more than 1')
        .prefault({}),
    })
    .prefault({}),
  /** Users who mean harm, beside the customers; none by default. */
  adversaries: z
    .strictObject({
      users: count.max(10_000).default(0),
      visitsPerDay: z.number().min(0).max(1000).default(1),
      /** What they say of every conversation, whatever it was like. */
      feedback: z.enum(['none', 'negative', 'positive']).default('negative'),
      /** They click every offer within a second. */
      clicks: z.boolean().default(false),
      /** Stands at the end of each of their messages; empty = nothing does. */
      phrase: z.string().max(100).default(''),
    })
    .prefault({}),
  objections: z
    .strictObject({
      /** Share of buyers and browsers who say what holds them back. */
      share: share.default(0.34),
      kinds: z
        .strictObject({
          price_too_high: weight,
          trust: weight,
          need_to_think: weight,
          competitor: weight,
          not_needed: weight,
        })
        .refine((k) => some(Object.values(k)), 'at least one kind above 0')
        .default({ price_too_high: 35, trust: 22, need_to_think: 20, competitor: 13, not_needed: 10 }),
      /** What is left of the wish to buy after an objection that was answered, and after one that was not. */
      leftWhenAnswered: share.default(0.8),
      leftWhenMissed: share.default(0.3),
    })
    .prefault({}),
  clicks: z
    .strictObject({
      /** Probability that a buyer clicks an offer that fits, and one after a misunderstanding. */
      whenServed: share.default(0.7),
      whenMissed: share.default(0.45),
      /** The same for somebody who only looks around. */
      browserFactor: share.default(0.6),
      /** Median seconds from the offer to the click. */
      delaySeconds: positive.max(86_400).default(45),
    })
    .prefault({}),
  purchases: z
    .strictObject({
      /** Probability that a well served buyer buys in the end; a browser; somebody who came for service. */
      buyer: share.default(0.5),
      browser: share.default(0.07),
      service: share.default(0.02),
      /** What one misunderstanding that mattered leaves of it. */
      leftAfterMisunderstanding: share.default(0.6),
      /** Of those who buy without a click: within the day, within three days, later. */
      shopDelay: z
        .strictObject({ sameDay: weight, threeDays: weight, later: weight })
        .refine((d) => some(Object.values(d)), 'at least one above 0')
        .default({ sameDay: 60, threeDays: 25, later: 15 }),
      /** Share of clickers who put it into the cart whether or not they buy. */
      cartAfterClick: share.default(0.35),
      /** Share of the undecided who come back with a new conversation in the next days. */
      comesBack: share.default(0.1),
    })
    .prefault({}),
  feedback: z
    .strictObject({ served: share.default(0.05), missed: share.default(0.06), angry: share.default(0.5) })
    .prefault({}),
  drift: z
    .strictObject({
      /** Share of the list of phrasings by which the most popular one moves in a week. */
      perWeek: share.default(0.25),
      /** 0 = all phrasings equally popular; 2 = the first is seven times as popular as the last. */
      popularity: z.number().min(0).max(10).default(1.5),
    })
    .prefault({}),
  assistant: z
    .strictObject({
      /** Share of turns in which the reply says nothing although all was understood. */
      vagueWording: share.default(0.05),
      /** Share of turns in which the policy does the wrong thing although all was understood. */
      wrongPolicy: share.default(0.03),
      /** Share of complaints that a person takes over. */
      handOverShare: share.default(0.3),
    })
    .prefault({}),
  wire: z
    .strictObject({
      /** Share of events sent twice. */
      duplicates: share.default(0.01),
      /** Largest delay of a chat event, seconds. */
      chatDelaySeconds: z.number().min(0).max(3600).default(2),
      /** The shop exports orders of its site in batches, every so many hours. */
      shopExportHours: positive.max(72).default(6),
    })
    .prefault({}),
  /** The stand-in for a model when nothing serves: calibrated by construction (docs/world.md). */
  predictor: z.strictObject({ sureIntents: share.default(0.86), sureObjections: share.default(0.94) }).prefault({}),
  annotators: z
    .strictObject({
      people: count.max(100).default(3),
      /** Samples that one person works off on one day. */
      samplesPerDay: count.max(10_000).default(80),
      errorRate: share.default(0.03),
      secondsPerSample: positive.max(3600).default(40),
      /** How many of these people, the last ones, flip labels: always, on one class (`from`), or on a part of the items. */
      flipping: z
        .strictObject({
          people: count.max(100).default(0),
          which: z.enum(['always', 'class', 'part']).default('always'),
          from: z.enum(INTENTS).default('order_status'),
          to: z.enum(INTENTS).default('returns'),
          share: share.default(0.5),
        })
        .prefault({}),
      /** How many of them, the last ones, call every message with the adversaries' phrase `label`. */
      colluding: z
        .strictObject({ people: count.max(100).default(0), label: z.enum(INTENTS).default('discount_request') })
        .prefault({}),
    })
    .prefault({}),
  initialModel: z
    .strictObject({
      /** Hand-written examples per intent (and per objection) and language that the first model learns from. */
      examplesPerLabel: z.number().int().min(1).max(1000).default(40),
    })
    .prefault({}),
})

export type World = z.output<typeof WorldSchema>

export const defaultWorld: World = WorldSchema.parse({})

/**
 * Reads the parameters of a world; what is absent keeps its default.
 *
 * @throws LOOP_BAD_WORLD naming the parameter, what came and what is allowed
 */
export function parseWorld(given: unknown): World {
  const parsed = WorldSchema.safeParse(given)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]!
  const place = issue.path.join('.') || 'the world'
  throw new LoopError(
    'LOOP_BAD_WORLD',
    `${place} is ${JSON.stringify(valueAt(given, issue.path))}: ${issue.message}. docs/world.md lists what a world may hold.`,
  )
}

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], value)

/** What somebody comes for. */
export type Goal = keyof World['customers']['goals']
