import { afterAll, beforeAll, expect, test } from 'vitest'
import { cleanUp, startService } from './service.ts'

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly [keyword: string]: unknown
}
interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly schema?: Schema }[]
  readonly requestBody?: unknown
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> }>
  >
}

/** `METHOD /path place.to.name`, and why its name has capitals. A client is generated from this document: keep it empty. */
const CAPITALS: Readonly<Record<string, string>> = {}

/** Answers whose form the document cannot tell. */
const FREE: Readonly<Record<string, string>> = {
  'get /metrics 200': 'the text format of Prometheus',
  'get /healthz 200 {}': 'parts may be added',
  'get /readyz 200 {}': 'parts may be added',
  'get /v1/labelling-rules 200 .rules[].all[]': 'conditions, in the form of the request',
  'get /v1/labelling-rules/{rule_id} 200 .versions[].all[]': 'the same',
  'put /v1/labelling-rules/{rule_id} 200 .all[]': 'the same',
  'get /v1/series/{series} 200 .points[].point{}': 'each series has its own point; GET /v1/series tells which',
  'get /v1/events/{event_id} 200': 'an event as it was accepted, unknown fields too',
  'get /v1/conversations/{conversation_id} 200 .events[]': 'events as they were accepted',
  'post /v1/assistant/turns 200 .events[]{}': 'events to be sent, as they are',
  'post /v1/assistant/acts 200 .events[]{}': 'the same',
  'get /v1/conversations/{conversation_id} 200 .elsewhere[].event': 'the same',
  'get /v1/exports/conversations 200': 'CSV or JSON lines',
  'delete /v1/keys/{key_id} 200': 'says nothing',
  'post /v1/queue/next 204': 'nothing waits',
  'post /v1/text-tasks/next 204': 'nothing waits',
  'post /v1/releases 200 .release.check':
    'the figures as kept with that release; GET /v1/experiments/:id has them in full',
  'get /v1/releases 200 .ledger[].check': 'the same',
  'get /v1/releases/ledger 200 .entries[].check': 'the same',
  'get /v1/experiments/{experiment} 200 .history[].check': 'the same',
  'post /v1/samples/{sample_id}/labels 409 .details.yours': 'what was sent, given back',
}

let operations: (readonly [string, Operation])[]
beforeAll(async () => {
  const service = await startService()
  const { paths } = (await service.get('/openapi.json')).json as { paths: Record<string, Record<string, Operation>> }
  operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [`${method} ${path}`, operation] as const),
  )
})
afterAll(cleanUp)

/** Names of properties anywhere below a schema. */
function propertiesOf(schema: unknown, at = ''): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  if (Array.isArray(schema)) return schema.flatMap((each) => propertiesOf(each, at))
  const { properties = {}, ...keywords } = schema as Schema
  return [
    ...Object.entries(properties).flatMap(([name, inner]) => [
      `${at}.${name}`,
      ...propertiesOf(inner, `${at}.${name}`),
    ]),
    ...Object.values(keywords).flatMap((inner) => propertiesOf(inner, at)),
  ]
}

/** Places below a schema that allow anything. */
function freePlaces(schema: Schema, at: string): string[] {
  const said = Object.keys(schema).filter((keyword) => keyword !== 'description')
  if (said.length === 0) return [at]
  const below = (keyword: string, suffix: string) =>
    typeof schema[keyword] === 'object' ? freePlaces(schema[keyword] as Schema, at + suffix) : []
  return [
    ...Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => freePlaces(inner, `${at}.${name}`)),
    ...below('items', '[]'),
    ...below('additionalProperties', '{}'),
    ...['anyOf', 'oneOf', 'allOf'].flatMap((keyword) =>
      ((schema[keyword] ?? []) as Schema[]).flatMap((each) => freePlaces(each, at)),
    ),
  ]
}

test('the document is walked to its leaves', () => {
  expect(operations.length).toBeGreaterThan(100)
  const named = operations.flatMap(([, operation]) => propertiesOf(operation))
  expect(named).toContain('.sample.turns.predicted_intent')
  expect(propertiesOf({ anyOf: [{ items: { properties: { aB: {} } } }] })).toEqual(['.aB'])
})

test('every field is written in snake_case', () => {
  const wrong = operations.flatMap(([operation, described]) => [
    ...propertiesOf(described).map((name) => `${operation} ${name}`),
    ...(described.parameters ?? []).map(({ name }) => `${operation} ?${name}`),
  ])
  const capitals = new Set(wrong.filter((name) => /[A-Z]/.test(name.split(/[.?]/).at(-1)!)))
  expect([...capitals].sort()).toEqual(Object.keys(CAPITALS).sort())
})

test('every answer has a form that a client can be generated from', () => {
  const free = operations.flatMap(([operation, { responses }]) =>
    Object.entries(responses).flatMap(([status, { content = {} }]) => {
      const schema = content['application/json']?.schema
      const at = `${operation} ${status}`
      if (schema === undefined) return [at]
      return freePlaces(schema, '').map((place) => (place === '' ? at : `${at} ${place}`))
    }),
  )
  expect([...new Set(free)].sort()).toEqual(Object.keys(FREE).sort())
})
