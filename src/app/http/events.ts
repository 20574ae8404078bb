import type { IncomingMessage } from 'node:http'
import { z } from 'zod'
import { LoopError } from '../../errors/loop-error.ts'
import { ingest } from '../../loop/ingest.ts'
import type { Ports } from '../wiring.ts'
import { collectBody } from './body.ts'
import { eventsOfBody } from './event-body.ts'
import type { App } from './server.ts'

const Rejected = z.object({ index: z.int(), code: z.string(), message: z.string() })
const Answer = z.object({ accepted: z.int(), duplicates: z.int(), rejected: z.array(Rejected) })
const Refusal = z.object({ code: z.string(), message: z.string(), ...Answer.partial().shape })
const EventObject = z.looseObject({ event_id: z.string().optional(), type: z.string() })
const Body = z.union([EventObject, z.array(EventObject), z.object({ events: z.array(EventObject) })])

const SCHEMA = {
  description:
    'One event, an array, {"events": […]}, or NDJSON (application/x-ndjson); up to 1000 events. Answered when they are durable. Sending again is safe.',
  body: Body,
  response: { 202: Answer, '4xx': Refusal, 503: Refusal },
}

/** POST /v1/events, POST /v1/import, GET /v1/events/:event_id. */
export function eventRoutes(app: App, ports: Ports): void {
  app.register(async (scope: App) => {
    scope.removeAllContentTypeParsers()
    const kinds = ['application/json', 'application/x-ndjson']
    scope.addContentTypeParser(kinds, async (_request: unknown, payload: IncomingMessage) =>
      collectBody(payload, payload.headers['content-encoding']),
    )
    scope.setValidatorCompiler(() => () => true) // the schema documents; events are read one by one, by hand

    const routes = [
      { url: '/v1/events', scope: 'ingest', way: 'now' },
      { url: '/v1/import', scope: 'admin', way: 'history' },
    ] as const
    for (const { url, scope: needed, way } of routes) {
      scope.post(url, { config: { scope: needed }, schema: SCHEMA }, async (request, reply) => {
        const { items, single } = eventsOfBody(
          request.body as unknown as Buffer | undefined,
          request.headers['content-type'] ?? '',
        )
        const options = { ...ports.accept, reading: ports.reading(way) }
        const answer = await ingest(items, options, {
          events: ports.commits,
          cap: ports.cap,
          tombstones: ports.erasing.tombstones,
        })
        ports.runner.wake()
        const [refusal] = answer.rejected
        if (single && refusal)
          return reply.code(400).send({ code: 'LOOP_BAD_EVENT', message: refusal.message, ...answer })
        return reply.code(202).send(answer)
      })
    }
  })

  app.get(
    '/v1/events/:event_id',
    {
      config: { scope: 'read' },
      schema: { description: 'The event as it was accepted.', params: z.object({ event_id: z.string() }) },
    },
    async (request, reply) => {
      const event = await ports.events.find(request.params.event_id)
      if (event === null) {
        throw new LoopError('LOOP_NO_EVENT', 'No event of this id was accepted. Check the id.', { status: 404 })
      }
      return reply.header('x-received-at', event.receivedAt).type('application/json; charset=utf-8').send(event.body)
    },
  )
}
