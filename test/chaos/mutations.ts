import type { Draw } from '../oracle/draw.ts'

/** One request as it goes over the wire. */
export interface RawRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | null
}

export interface Route {
  readonly method: string
  /** With its parameters in braces, as OpenAPI writes them. */
  readonly path: string
}

/** Bodies that are right, by path; mutations start from them. */
const BODIES: Readonly<Record<string, readonly unknown[]>> = {
  '/v1/events': [
    {
      event_id: 'a',
      type: 'user_message',
      conversation_id: 'c',
      user_id: 'u',
      occurred_at: 1767225600000,
      text: '多少钱',
    },
    [
      {
        event_id: 'b',
        type: 'assistant_message',
        conversation_id: 'c',
        intent_confidence: 0.4,
        scores: { price: 0.4 },
      },
      { event_id: 'o', type: 'order_event', user_id: 'u', status: 'paid', amount: 10, currency: 'CNY' },
      {
        type: 'turn',
        conversation_id: 'c',
        user_id: 'u',
        timestamp: '2026-01-01T00:00:00Z',
        message: 'hi',
        response_generated: 'ho',
        cta_triggered: true,
      },
    ],
    { events: [{ event_id: 'f', type: 'explicit_feedback', conversation_id: 'c', rating: 2, label: '不满意' }] },
  ],
  '/v1/predict': [{ conversation_id: 'c', user_id: 'u', text: 'how much', context: ['hello'] }],
  '/v1/queue/next': [{ annotator: 'mia', lease_ms: 60000 }],
  '/v1/clock': [{ now: 1767225600000 }],
  '/v1/keys': [{ name: 'k', scopes: ['read'], expires_in_ms: 1000 }],
  '/v1/training': [{ tasks: ['intent'], seed: 1 }],
  '/v1/models/import': [{ task: 'intent', examples: [{ text: 'how much', label: 'price' }], who: 'mia', train: false }],
  '/v1/gold': [{ task: 'intent', items: [{ text: 'what does it cost', label: 'price' }], who: 'mia' }],
  '/v1/releases': [{ action: 'canary', bundle: 'b-000000000000', share: 0.1, who: 'mia', why: 'x' }],
  '/v1/taxonomy': [{ who: 'mia', intent: ['price'] }],
}
const ANYTHING = [
  {},
  {
    lease_id: 'l',
    annotator: 'mia',
    at_fault: true,
    part: 'intent',
    turns: [{ event_id: 'e', intent: 'x' }],
    why: 'x',
  },
]

const deep = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`)
const VALUES: readonly unknown[] = [
  null, true, false, 0, -0, -1, 1.5, 1e308, -1e308, 2 ** 53 + 2, 8.64e15, 8.64e15 + 2, '', ' ', 'x'.repeat(70_000),
  'a\u0000b', '\ud800', '🙂', '\u202e', "'; drop table events; --", '../../etc/passwd', 'NaN', '2026-13-40T99:99:99Z',
  [], {}, [null], [[]], { a: { b: {} } }, deep(31), deep(200), { toString: 1, constructor: 2, __defineGetter__: 3 },
] // biome-ignore format: a table
const KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'length',
  'then',
  '',
  '\u0000',
  '\ud83d',
  'event_id',
  'type',
]
const RAW = [
  '1e999',
  '-1e999',
  '{"__proto__":{"scope":"admin"}}',
  '[,]',
  'NaN',
  '"\\u0000"',
  '"\\ud800"',
  `1${'0'.repeat(400)}`,
  '"\\x"',
  '{"a":1,"a":2}',
  '\u2028',
]
const TYPES = [
  ...Array.from({ length: 12 }, () => 'application/json'),
  'application/json',
  'application/json',
  'application/json',
  'application/json; charset=utf-8',
  'application/x-ndjson',
  'text/plain',
  'application/xml',
  'multipart/form-data; boundary=x',
  '',
  'application/json; charset=utf-16',
  ';;;',
]
const PARAMETERS = [
  'a',
  '%00',
  '%ff',
  '%F0%9F%99%82',
  '..',
  '%2e%2e%2f',
  'x'.repeat(3000),
  '%E4%BD%A0',
  "'--",
  '%',
  '%zz',
  '__proto__',
  '1e999',
]
const QUERIES = [
  '',
  '',
  '?limit=0',
  '?limit=1e9',
  '?limit=-1',
  '?limit[]=1',
  '?after=%00',
  '?after=%ff',
  '?flagged=maybe',
  '?from=x&to=9e99',
  '?by=__proto__',
  '?at=-1',
  '?__proto__[x]=1',
  '?at=9e15',
  '?limit=1&limit=2',
]

/** A request to a random route, wrong in one to four ways (or, now and then, right). */
export function mutatedRequest(draw: Draw, routes: readonly Route[]): RawRequest {
  const { method, path } = draw.pick(routes)
  const filled = path.replace(/\{[^}]+\}/g, () => draw.pick(PARAMETERS))
  const target = `${filled}${draw.pick(QUERIES)}`
  if (method === 'GET' && draw.chance(0.9)) return { method, path: target, headers: {}, body: null }
  const body = bytesOf(draw, mutatedBody(draw, draw.pick(BODIES[path] ?? ANYTHING)))
  const headers = { 'content-type': draw.pick(TYPES), 'content-length': String(body.length), ...oddHeaders(draw) }
  return { method, path: target, headers, body }
}

const oddHeaders = (draw: Draw): Record<string, string> =>
  draw.chance(0.9)
    ? {}
    : draw.pick<Record<string, string>>([
        { 'content-encoding': 'gzip' },
        { 'transfer-encoding': 'x' },
        { authorization: 'Bearer \u00ff' },
        { expect: '100-continue' },
        { 'x-forwarded-for': 'y'.repeat(5000) },
      ])

function mutatedBody(draw: Draw, right: unknown): unknown {
  let body: unknown = structuredClone(right)
  for (let i = draw.int(4); i >= 0 && !draw.chance(0.03); i--) body = mutated(draw, body)
  return body
}

/** Changes one place somewhere inside. */
function mutated(draw: Draw, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || draw.chance(0.15)) return draw.pick(VALUES)
  if (Array.isArray(value)) {
    if (value.length === 0 || draw.chance(0.2)) return [...value, draw.pick(VALUES)]
    const at = draw.int(value.length)
    return draw.chance(0.05) ? Array.from({ length: 1200 }, () => value[at]) : value.with(at, mutated(draw, value[at]))
  }
  const entries = Object.entries(value)
  if (entries.length === 0 || draw.chance(0.2)) return withKey(value, draw.pick(KEYS), draw.pick(VALUES))
  const at = draw.int(entries.length)
  if (draw.chance(0.25)) return Object.fromEntries(entries.toSpliced(at, 1))
  return withKey(value, entries[at]![0], mutated(draw, entries[at]![1]))
}

const withKey = (object: object, key: string, value: unknown): object =>
  Object.defineProperty({ ...object }, key, { value, enumerable: true, configurable: true, writable: true })

/** JSON, sometimes broken as text or as bytes. */
function bytesOf(draw: Draw, body: unknown): Buffer {
  let text = JSON.stringify(body) ?? ''
  if (draw.chance(0.1)) text = text.replace(/:[^,{}[\]]+/, () => `:${draw.pick(RAW)}`)
  if (draw.chance(0.05)) text = text.slice(0, draw.int(text.length + 1))
  if (draw.chance(0.05)) text = `${'['.repeat(draw.pick([100, 100_000]))}${text}`
  if (draw.chance(0.02)) text = Array.from({ length: 50 }, () => text).join('\n')
  const bytes = Buffer.from(text)
  for (let i = draw.chance(0.1) ? 1 + draw.int(5) : 0; i > 0 && bytes.length > 0; i--)
    bytes[draw.int(bytes.length)] = draw.int(256)
  return bytes
}
