import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ROLES, SCOPES_OF } from '../../src/access/roles.ts'
import { allows } from '../../src/access/scopes.ts'
import { tokenIn, type Visit, visit } from './person-session.ts'
import { cleanUp, type Service, startService } from './service.ts'

const TABLE = join(resolve(import.meta.dirname, '../..'), 'docs/access-routes.md')
const PASSWORD = 'correct horse battery'

interface Route {
  readonly method: string
  readonly path: string
  readonly scope: string | null
}

let service: Service
let routes: Route[]
const people = new Map<string, Visit>()
beforeAll(async () => {
  service = await startService({ auth: true })
  const admin = visit(service)
  const first = { token: tokenIn(service.stderr()), login: 'root', name: 'Root', password: PASSWORD }
  await admin.come('/v1/session/first', first)
  for (const role of ROLES) {
    const { json } = await admin.ask('POST', '/v1/users', { login: `an-${role}`, name: role, role })
    const person = visit(service)
    await person.come('/v1/session/password', { token: tokenIn(json.link.url), password: PASSWORD })
    people.set(role, person)
  }
  const { paths } = (await admin.ask('GET', '/openapi.json')).json as {
    paths: Record<string, Record<string, { 'x-scope': string | null }>>
  }
  routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, route]) => ({ method: method.toUpperCase(), path, scope: route['x-scope'] })),
  )
})
afterAll(cleanUp)

/** Asks with ids that are nobody's. Writes bring a body that is no JSON: whoever is let in gets no further than that. */
async function outcome({ method, path }: Route, person: Visit | null): Promise<string> {
  const headers: Record<string, string> = {
    ...(person !== null && { cookie: person.cookie(), 'x-csrf-token': person.csrf() }),
    ...(method !== 'GET' && { 'content-type': 'application/json' }),
  }
  const target = service.url + path.replace(/\{[^}]+\}/g, 'nobody')
  const response = await fetch(target, { method, headers, ...(method !== 'GET' && { body: '{' }) })
  const text = await response.text()
  const code = /"code":"(LOOP_[A-Z_]+)"/.exec(text)?.[1]
  if (response.status === 401) return code === 'LOOP_NO_KEY' ? 'log in' : `401 ${code}`
  return response.status === 403 ? (code === 'LOOP_SCOPE_MISSING' ? 'no' : `403 ${code}`) : 'yes'
}

test('every route, tried by everybody, lets in whom the table says, and nobody else', async () => {
  const rows: string[] = []
  for (const route of routes) {
    const found = [await outcome(route, null)]
    for (const role of ROLES) found.push(await outcome(route, people.get(role)!))
    const wanted = route.scope === null ? 'yes' : 'log in'
    const byTable = ROLES.map((role) =>
      route.scope === null || route.scope === 'any' || allows(SCOPES_OF[role], route.scope as 'read') ? 'yes' : 'no',
    )
    expect([`${route.method} ${route.path}`, ...found]).toEqual([`${route.method} ${route.path}`, wanted, ...byTable])
    rows.push(`| \`${route.method} ${route.path}\` | ${route.scope ?? 'open'} | ${found.join(' | ')} |`)
  }
  expect(rows.length).toBeGreaterThan(130)
  await expect(pageOf(rows)).toMatchFileSnapshot(TABLE)
})

const pageOf = (rows: readonly string[]): string => `# Who may call what

Written by \`test/process/access-routes.test.ts\` from what a real service answered; after a change of routes run it with
\`--update\`. "log in": 401 until somebody is known. The column "scope" is what an API key needs; \`any\`: whoever is known.

| route | scope | nobody | ${ROLES.join(' | ')} |
|---|---|---|${ROLES.map(() => '---').join('|')}|
${[...rows].sort().join('\n')}
`
