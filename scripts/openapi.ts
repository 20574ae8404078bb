// Writes the OpenAPI document that the service would serve, and the console's types from it. No database is needed:
// the routes only declare themselves here, and nobody asks them anything.
import { mkdirSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import openapiTS, { astToString } from 'openapi-typescript'
import { ROUTES } from '../src/app/http/routes.ts'
import { buildServer } from '../src/app/http/server.ts'
import type { Ports } from '../src/app/wiring.ts'

const OUT = resolve(import.meta.dirname, '../web/generated')

/** Stands where an engine would: a route may take parts of it, and call none. */
const undialled: unknown = new Proxy(() => undialled, {
  get: (_target, name) => (name === 'then' || name === Symbol.toPrimitive ? undefined : undialled),
})

const app = await buildServer({ logLevel: 'error' }, null)
for (const route of ROUTES) route(app, undialled as Ports)
await app.ready()
const document = app.swagger()
const types = astToString(await openapiTS(document as Parameters<typeof openapiTS>[0], { exportType: true }))
mkdirSync(OUT, { recursive: true })
writeFileSync(`${OUT}/api.d.ts`, types)
process.stdout.write(`${Object.keys(document.paths ?? {}).length} paths -> web/generated/api.d.ts\n`)
process.exit(0)
