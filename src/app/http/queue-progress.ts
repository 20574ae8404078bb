import { z } from 'zod'
import { LoopError } from '../../errors/loop-error.ts'
import { dayBegan } from '../../labels/own-progress.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'
import { Name } from './texts.ts'

const MOST_MINUTES = 14 * 60

/** GET /v1/queue/progress. */
export function queueProgressRoutes(app: App, { labelling, clock }: Ports): void {
  app.get(
    '/v1/queue/progress',
    {
      config: { scope: 'annotate' },
      schema: {
        description:
          'An annotator’s own day: answers, skips, median seconds, and how much still waits for them. Who is logged in sees their own alone.',
        querystring: z.object({
          annotator: Name.optional().describe('Absent: who is logged in.'),
          utc_offset_minutes: z.coerce
            .number()
            .int()
            .min(-MOST_MINUTES)
            .max(MOST_MINUTES)
            .default(0)
            .describe('Of the local time from UTC: 480 in Shanghai. The day begins at local midnight.'),
        }),
        response: {
          200: z.object({
            annotator: z.string(),
            now: z.int(),
            day_began_at: z.int(),
            answers: z.int(),
            skips: z.int(),
            text_answers: z.int(),
            median_seconds: z.number().nullable().describe('Over the answers of the day; null = none was timed.'),
            samples_waiting: z.int().describe('That this annotator could still be given.'),
            text_tasks_waiting: z.int(),
          }),
        },
      },
    },
    async ({ query, caller, principal }) => {
      const annotator = query.annotator ?? principal
      if (caller?.kind === 'user' && annotator !== caller.name) throw notYours(caller.name, annotator)
      const now = await clock.now()
      const since = dayBegan(now, query.utc_offset_minutes)
      const own = await labelling.progress.of(annotator, since, now)
      return {
        annotator,
        now,
        day_began_at: since,
        answers: own.answers,
        skips: own.skips,
        text_answers: own.texts,
        median_seconds: own.medianSeconds,
        samples_waiting: own.waiting,
        text_tasks_waiting: own.textsWaiting,
      }
    },
  )
}

const notYours = (login: string, asked: string): LoopError =>
  new LoopError(
    'LOOP_NOT_YOU',
    `You are logged in as '${login}', and the pace of '${asked.slice(0, 80)}' is theirs alone. Leave annotator out.`,
    { status: 403 },
  )
