import swagger from '@fastify/swagger'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  LogController,
  type RawReplyDefaultExpression,
  type RawRequestDefaultExpression,
  type RawServerDefault,
} from 'fastify'
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod'
import { LoopError } from '../../errors/loop-error.ts'
import type { Settings } from '../settings.ts'
import { parseJsonBody, refuseBadText } from './body.ts'

export type Scope = 'ingest' | 'read' | 'annotate' | 'train' | 'admin'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The key scope that a request needs; null = open to everyone. A route without it does not start. */
    scope?: Scope | null
  }
  interface FastifyRequest {
    /** Who asks: the key's name, or 'anonymous' with --no-auth. */
    principal: string
  }
}

export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression<RawServerDefault>,
  RawReplyDefaultExpression<RawServerDefault>,
  FastifyBaseLogger,
  ZodTypeProvider
>

/** Says who a request is, by its Authorization header; throws 401 or 403. */
export type Authorise = (authorization: string | undefined, scope: Scope) => Promise<string>

export const BODY_LIMIT_BYTES = 4 * 1024 * 1024

/** An empty server: bodies, errors, keys, OpenAPI. Routes are added by the files beside this one. */
export async function buildServer(settings: Pick<Settings, 'logLevel'>, authorise: Authorise | null): Promise<App> {
  const app = Fastify({
    logger: { level: settings.logLevel, stream: process.stderr },
    bodyLimit: BODY_LIMIT_BYTES,
    logController: new LogController({ disableRequestLogging: true }),
    return503OnClosing: true,
    routerOptions: { maxParamLength: 5120 },
    forceCloseConnections: 'idle',
  }).withTypeProvider<ZodTypeProvider>()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) =>
    body.length === 0 ? undefined : parseJsonBody(body),
  )
  app.decorateRequest('principal', 'anonymous')
  app.addHook('onRoute', (route) => {
    if (route.config?.scope === undefined && route.method !== 'HEAD')
      throw new Error(`route ${route.url} names no scope`)
  })
  app.addHook('onRequest', async (request) => {
    const scope = request.routeOptions.config.scope
    if (authorise && scope) request.principal = await authorise(request.headers.authorization, scope)
  })
  app.addHook('preValidation', async (request) => refuseBadText([request.params, request.query]))
  app.setNotFoundHandler((request, reply) => {
    reply.code(404).send({
      code: 'LOOP_NO_ROUTE',
      message: `There is no ${request.method} ${request.url.split('?')[0]}. See /openapi.json.`,
    })
  })
  app.setErrorHandler((error, request, reply) => {
    const { status, code, message } = describe(error)
    if (status >= 500 && status !== 503) request.log.error(error) // 503 is an answer: not now
    if (status === 503 || status === 429) reply.header('retry-after', '1')
    reply.code(status).send({ code, message })
  })
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'salesloop', version: '1', description: 'Events in, better models out.' },
    },
    transform: jsonSchemaTransform,
  })
  app.get('/openapi.json', { config: { scope: null }, schema: { hide: true } }, async () => app.swagger())
  return app
}

interface Described {
  readonly status: number
  readonly code: string
  readonly message: string
}

/** Every error as status, stable code and message; what is not ours shows no internals. */
function describe(error: unknown): Described {
  if (error instanceof LoopError) return { status: error.status, code: error.code, message: error.message }
  const { statusCode, code, message, validation } = error as {
    statusCode?: number
    code?: string
    message?: string
    validation?: unknown[]
  }
  if (validation)
    return {
      status: 400,
      code: 'LOOP_BAD_REQUEST',
      message: `${message}. See /openapi.json for what this route takes.`,
    }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return {
      status: 413,
      code: 'LOOP_BODY_TOO_LARGE',
      message: `The body is larger than ${BODY_LIMIT_BYTES} bytes. Send fewer events at once.`,
    }
  }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return {
      status: 415,
      code: 'LOOP_MEDIA_TYPE',
      message: 'This content type is not taken here. Send application/json.',
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
