import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { drawFrom } from '../oracle/draw.ts'
import type { Service } from '../process/service.ts'
import { mutatedRequest, type RawRequest, type Route } from './mutations.ts'

export interface Reply {
  readonly asked: RawRequest
  /** 0 = the connection was closed without an answer. */
  readonly status: number
  readonly text: string
}

export interface AttackReport {
  readonly replies: Readonly<Record<string, number>>
  /** Answers that are neither 2xx nor 4xx with a reason. */
  readonly bad: readonly Reply[]
  /** Longest wait of another client for a small answer, milliseconds: for /healthz, for a stored event. */
  readonly stallMs: { readonly health: number; readonly event: number }
}

const ATTACKERS = 4

/** Sends mutated requests to every route that the service describes, while two quiet clients measure their waits. */
export async function attack(service: Service, count: number, seed: number): Promise<AttackReport> {
  const routes = await routesOf(service)
  const draw = drawFrom(`attack ${seed}`)
  const agent = new Agent({ keepAlive: true, maxSockets: ATTACKERS })
  const replies: Record<string, number> = {}
  const bad: Reply[] = []
  let left = count
  const attacker = async () => {
    while (left-- > 0) {
      const reply = await send(service.url, mutatedRequest(draw, routes), agent)
      replies[reply.status] = (replies[reply.status] ?? 0) + 1
      if (!isProper(reply)) bad.push(reply)
    }
  }
  const watching = new AbortController()
  const quiet = [watch(service, '/healthz', watching.signal), watch(service, '/v1/events/known', watching.signal)]
  await Promise.all(Array.from({ length: ATTACKERS }, attacker))
  watching.abort()
  const [health, event] = await Promise.all(quiet)
  agent.destroy()
  return { replies, bad, stallMs: { health: health!, event: event! } }
}

/** Routes from /openapi.json, so that none is forgotten. */
async function routesOf(service: Service): Promise<Route[]> {
  const { paths } = (await service.get('/openapi.json')).json as { paths: Record<string, Record<string, unknown>> }
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
  )
}

function isProper({ status, text }: Reply): boolean {
  if (status >= 200 && status < 300) return true
  if (status < 400 || status >= 500) return false
  try {
    const { code, message } = JSON.parse(text)
    return typeof code === 'string' && typeof message === 'string' && message.length > 5
  } catch {
    return false
  }
}

export function send(base: string, asked: RawRequest, agent?: Agent): Promise<Reply> {
  const { hostname, port } = new URL(base)
  return new Promise((done) => {
    const ended = (status: number, text: string) => done({ asked, status, text })
    let outgoing: ReturnType<typeof request>
    try {
      outgoing = request({ hostname, port, agent, method: asked.method, path: asked.path, headers: asked.headers })
    } catch (error) {
      ended(499, JSON.stringify({ code: 'CLIENT', message: `not sent: ${error}` }))
      return
    }
    outgoing.on('response', async (response: IncomingMessage) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk) => (text += chunk))
      await once(response, 'close')
      ended(response.statusCode ?? 0, text)
    })
    outgoing.on('error', (error) => ended(0, String(error)))
    outgoing.end(asked.body ?? undefined)
  })
}

/** Asks the same small thing again and again; gives the longest wait. */
async function watch(service: Service, path: string, stop: AbortSignal): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  let longest = 0
  while (!stop.aborted) {
    const begun = performance.now()
    await send(service.url, { method: 'GET', path, headers: {}, body: null }, agent)
    longest = Math.max(longest, performance.now() - begun)
    await sleep(5)
  }
  agent.destroy()
  return longest
}

/** `megabytes` of JSON in one body, with or without saying so before. */
export async function sendHuge(base: string, path: string, megabytes: number, announced: boolean): Promise<Reply> {
  const asked: RawRequest = { method: 'POST', path, headers: { 'content-type': 'application/json' }, body: null }
  const piece = Buffer.alloc(1024 * 1024, 'x')
  const { hostname, port } = new URL(base)
  return new Promise((done) => {
    const length = announced ? { 'content-length': String(megabytes * piece.length + 2) } : {}
    const outgoing = request({ hostname, port, method: 'POST', path, headers: { ...asked.headers, ...length } })
    outgoing.setMaxListeners(300)
    let answered = false
    outgoing.on('response', async (response: IncomingMessage) => {
      answered = true
      let text = ''
      for await (const chunk of response) text += chunk
      outgoing.destroy()
      done({ asked, status: response.statusCode ?? 0, text })
    })
    outgoing.on('error', (error) => answered || done({ asked, status: 0, text: String(error) }))
    const feed = async () => {
      outgoing.write('"')
      for (let i = 0; i < megabytes && !answered && !outgoing.destroyed; i++) {
        if (!outgoing.write(piece)) await Promise.race([once(outgoing, 'drain'), sleep(1000)])
      }
      if (!answered) outgoing.end('"')
    }
    feed().catch(() => {})
  })
}
