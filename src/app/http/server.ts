import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import cookie from '@fastify/cookie'
import swagger from '@fastify/swagger'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
  type RawReplyDefaultExpression,
  type RawRequestDefaultExpression,
  type RawServerDefault,
} from 'fastify'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { ANYBODY, type Caller, type Wanted } from '../../access/caller.ts'
import { refuseForged } from '../../access/session-door.ts'
import { LoopError } from '../../errors/loop-error.ts'
import type { Settings } from '../settings.ts'
import { collectBody, parseJsonBody, refuseBadText } from './body.ts'
import { loggedError } from './logged-error.ts'
import { isLoopback } from './loopback.ts'
import { openApiOf } from './openapi-form.ts'
import { namePerson, personFieldsOf } from './person-fields.ts'
import { type WrongField, wrongFields } from './wrong-field.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The scope that a request needs; any = whoever is known; null = open to everyone. A route without it does not start. */
    scope?: Wanted | null
    /** Fields of the body that say who acts. Without it they are found: `who` and `annotator`. */
    person?: readonly string[]
  }
  interface FastifyRequest {
    /** Who asks; null where the route is open. */
    caller: Caller | null
    /** The same in one word: a person's login, a key's name, or 'anonymous' with --no-auth. */
    principal: string
  }
  interface FastifyInstance {
    /** false with --no-auth: everybody may do everything, and nobody logs in. */
    asksWho: boolean
  }
}

export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression<RawServerDefault>,
  RawReplyDefaultExpression<RawServerDefault>,
  FastifyBaseLogger,
  ZodTypeProvider
>

/** Says who a request is, by its Authorization header or its session; throws 401 or 403. */
export type Authorise = (request: FastifyRequest, wanted: Wanted) => Promise<Caller>

/** To receive a whole request; a slower one is cut off. */
const REQUEST_TIMEOUT_MS = 60_000

/** An empty server: bodies, errors, keys, OpenAPI. Routes are added by the files beside this one. */
export async function buildServer(
  settings: Pick<Settings, 'logLevel'> & { readonly access?: Pick<Settings['access'], 'proxies'> },
  authorise: Authorise | null,
): Promise<App> {
  const app = Fastify({
    logger: {
      level: settings.logLevel,
      stream: process.stderr,
      serializers: { err: (error) => ({ ...loggedError(error) }) },
    },
    trustProxy: settings.access?.proxies.length ? [...settings.access.proxies] : false,
    requestTimeout: REQUEST_TIMEOUT_MS,
    clientErrorHandler: (error, socket) => answerBrokenRequest(error, socket),
    logController: new LogController({ disableRequestLogging: true }),
    return503OnClosing: false, // the hook below answers in our words
    routerOptions: { maxParamLength: 5120 },
    forceCloseConnections: 'idle',
  }).withTypeProvider<ZodTypeProvider>()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', async (_request: unknown, payload: IncomingMessage) => {
    const body = await collectBody(payload, payload.headers['content-encoding'])
    return body.length === 0 ? undefined : parseJsonBody(body)
  })
  app.decorateRequest('principal', 'anonymous')
  app.decorateRequest('caller', null)
  app.decorate('asksWho', authorise !== null)
  await app.register(cookie)
  app.addHook('onRoute', (route) => {
    if (route.config?.scope === undefined && route.method !== 'HEAD')
      throw new Error(`route ${route.url} names no scope`)
    if (route.config) route.config.person ??= personFieldsOf(route.schema?.body)
  })
  let closing = false
  app.addHook('preClose', async () => {
    closing = true
  })
  app.addHook('onRequest', async (request, reply) => {
    if (closing) {
      reply.header('connection', 'close')
      throw new LoopError('LOOP_STOPPING', 'The service is being stopped. Send this again in a moment.', {
        status: 503,
      })
    }
    if (!authorise) refuseForeignHost(request.hostname)
    const scope = request.routeOptions.config.scope
    if (!scope) return
    const caller = authorise ? await authorise(request, scope) : ANYBODY
    request.caller = caller
    request.principal = caller.name
    if (READS.has(request.method)) return
    refuseForged(caller, headerOf(request, 'x-csrf-token'))
    if (!authorise) refuseForeignPage(request)
  })
  app.addHook('preValidation', async (request) => {
    refuseBadText([request.params, request.query])
    if (request.caller?.kind === 'user') namePerson(request, request.caller.name)
  })
  app.setNotFoundHandler((request, reply) => {
    reply.code(404).send({
      code: 'LOOP_NO_ROUTE',
      message: `There is no ${request.method} ${request.url.split('?')[0]}. See /openapi.json.`,
    })
  })
  app.setErrorHandler((error, request, reply) => {
    const { status, code, message } = describe(error, request)
    if (status >= 500 && status !== 503) request.log.error(error) // 503 is an answer: not now
    const { retryAfterS = 1 } = error as { retryAfterS?: number }
    if (status === 503 || status === 429) reply.header('retry-after', String(retryAfterS))
    if (status === 401) reply.header('www-authenticate', 'Bearer')
    reply.code(status).send({ code, message })
  })
  await app.register(swagger, openApiOf())
  app.get('/openapi.json', { config: { scope: null }, schema: { hide: true } }, async () => app.swagger())
  return app
}

const READS = new Set(['GET', 'HEAD', 'OPTIONS'])
const headerOf = ({ headers }: FastifyRequest, name: string): string | undefined => {
  const value = headers[name]
  return Array.isArray(value) ? value[0] : value
}

const TAKES_LINES = new Set(['/v1/events', '/v1/import'])

/** Without keys, a web page must not reach this service under a name of its own that it lets point here (DNS rebinding). */
function refuseForeignHost(host: string | undefined): void {
  if (!host || isLoopback(host)) return
  throw new LoopError(
    'LOOP_HOST',
    `Without keys this service answers to localhost only, and the request names ${host}. Ask http://127.0.0.1, or leave out --no-auth.`,
    { status: 403 },
  )
}

/**
 * Without keys, a page of another site must not write here: a request with no body, or a form's, needs nobody's leave in a
 * browser. Programs send neither header.
 */
function refuseForeignPage(request: FastifyRequest): void {
  const origin = headerOf(request, 'origin')
  const foreign = origin !== undefined && !isLoopback(URL.parse(origin)?.hostname ?? '')
  if (!foreign && headerOf(request, 'sec-fetch-site') !== 'cross-site') return
  throw new LoopError(
    'LOOP_CSRF',
    'A page of another site sent this write. Send it from the console, or by a program.',
    {
      status: 403,
    },
  )
}

/** What is no HTTP at all reaches no route. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const status =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? '431 Request Header Fields Too Large'
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? '408 Request Timeout'
        : '400 Bad Request'
  const body = JSON.stringify({
    code: 'LOOP_BAD_HTTP',
    message: `This is no HTTP/1.1 request that can be read (${error.code}). Check the client.`,
  })
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
  )
}

interface Asked {
  readonly body: unknown
  readonly query: unknown
  readonly params: unknown
  readonly routeOptions: { readonly url?: string | undefined }
}

interface Described {
  readonly status: number
  readonly code: string
  readonly message: string
}

/** Every error as status, stable code and message; what is not ours shows no internals. */
function describe(error: unknown, request: Asked): Described {
  if (error instanceof LoopError) return { status: error.status, code: error.code, message: error.message }
  const { statusCode, code, message, validation, validationContext } = error as {
    statusCode?: number
    code?: string
    message?: string
    validation?: WrongField[]
    validationContext?: string
  }
  if (validation) {
    const context = validationContext ?? 'body'
    const came = new Map([
      ['querystring', request.query],
      ['params', request.params],
      ['body', request.body],
    ]).get(context) // headers hold keys: nothing of them is repeated
    return {
      status: 400,
      code: 'LOOP_BAD_REQUEST',
      message: `${wrongFields(validation, context, came)}. See /openapi.json for what this route takes.`,
    }
  }
  const route = request.routeOptions.url ?? ''
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return {
      status: 415,
      code: 'LOOP_MEDIA_TYPE',
      message: `This content type is not taken here. Send application/json${TAKES_LINES.has(route) ? ' or application/x-ndjson' : ''}.`,
    }
  }
  if (statusCode && statusCode >= 400 && statusCode < 500)
    return { status: statusCode, code: 'LOOP_BAD_REQUEST', message: `${message}.` }
  return {
    status: 500,
    code: 'LOOP_INTERNAL',
    message: 'Something broke inside salesloop. The log of the service says what.',
  }
}
