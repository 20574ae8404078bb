import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  readonly path: string
  readonly authorization: string | undefined
  readonly body: unknown
}

export interface TestService {
  readonly url: string
  readonly received: Received[]
  /** Event ids of all requests that were answered with 202, in order, repeats included. */
  stored(): string[]
  close(): Promise<void>
}

export type Answer = (
  request: Received,
  count: number,
) => { status: number; body?: unknown; headers?: Record<string, string>; delayMs?: number; raw?: string }

const text = async (request: IncomingMessage) => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}

/** A real HTTP server on a free port; `answer` decides what each request gets. */
export async function startService(answer: Answer, port = 0): Promise<TestService> {
  const received: Received[] = []
  const stored: string[] = []
  const server: Server = createServer((request, response) => void respond(request, response))
  async function respond(request: IncomingMessage, response: ServerResponse) {
    const body: unknown = JSON.parse(await text(request))
    const one = { path: request.url ?? '', authorization: request.headers.authorization, body }
    received.push(one)
    const { status, body: out, headers, delayMs, raw } = answer(one, received.length)
    if (delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, delayMs))
    if (status === 202) for (const event of eventsOf(one)) stored.push(event.event_id)
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(raw ?? JSON.stringify(out ?? {}))
  }
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    stored: () => stored,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

export const eventsOf = (request: Received) =>
  (request.body as { events: { event_id: string; [k: string]: unknown }[] }).events

export const accepted = (request: Received) => ({
  status: 202,
  body: { accepted: eventsOf(request).length, duplicates: 0, rejected: [] },
})
