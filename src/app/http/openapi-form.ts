import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'

/** The frame of /openapi.json. Each operation says which scope it needs in `x-scope`; null = open to everyone. */
export const openApiOf = (): FastifyDynamicSwaggerOptions => ({
  openapi: {
    openapi: '3.1.0',
    info: { title: 'salesloop', version: '1', description: 'Events in, better models out.' },
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'An API key: sl_…' },
        session: { type: 'apiKey', in: 'cookie', name: 'salesloop_session', description: 'A person who logged in.' },
      },
    },
  },
  transform: (route) => {
    const { schema, url } = jsonSchemaTransform(route)
    const scope = route.route.config?.scope ?? null
    return {
      url,
      schema: { ...schema, 'x-scope': scope, security: scope === null ? [] : [{ key: [] }, { session: [] }] },
    }
  },
})
