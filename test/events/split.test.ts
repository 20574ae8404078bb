import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { depthOf, splitBody } from '../../src/events/split.ts'

const texts = (body: string) => splitBody(body)?.items.map(({ text }) => text) ?? null

test.each<[string, string[] | null]>([
  ['[]', []],
  [' [ ] ', []],
  ['{"events":[]}', []],
  ['[1,2]', ['1', '2']],
  ['[1,]', ['1', '']], // an empty item, which is no JSON
  ['[,]', ['', '']],
  ['["a,]b","c\\"],"]', ['"a,]b"', '"c\\"],"']],
  ['[[1,2],{"a":[3]}]', ['[1,2]', '{"a":[3]}']],
  ['{"events":[{"a":1}, 2]}', ['{"a":1}', ' 2']],
  ['{ "x":[9], "events" : [1] , "y":{"events":[7]}}', ['1']],
  ['{"type":"t","events":[1]}', ['{"type":"t","events":[1]}']], // an event with a field of that name
  ['{"events":[1],"type":"t"}', ['{"events":[1],"type":"t"}']],
  ['{"a":{"events":[1]}}', ['{"a":{"events":[1]}}']],
  ['{"events":{"a":[1]}}', ['{"events":{"a":[1]}}']],
  ['7', ['7']],
  ['', ['']],
  ['[', null],
  ['[[]', null],
  ['[{]}', null],
  ['{"a":1', null],
  ['}', null],
])('%s', (body, expected) => {
  expect(texts(body)).toEqual(expected)
})

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Reads a body as the HTTP interface does, without the meaning of events. */
function parsed(body: string): unknown[] | null {
  const split = splitBody(body)
  if (split === null || !isJson(split.envelope) || !split.items.every(({ text }) => isJson(text))) return null
  return split.items.map(({ text }) => JSON.parse(text))
}

describe('as JSON.parse reads it', () => {
  const spaced = (value: unknown, space: number) => JSON.stringify(value, null, space)

  test('any array, in an array or under events, however it is laid out', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.integer({ min: 0, max: 2 }), (values, space) => {
        const expected = JSON.parse(JSON.stringify(values))
        expect(parsed(spaced(values, space))).toEqual(expected)
        expect(parsed(spaced({ note: '"events":[', events: values }, space))).toEqual(expected)
      }),
    )
  })

  test('what JSON.parse refuses is refused, what it takes is taken', () => {
    const characters = fc.constantFrom('[', ']', '{', '}', ',', ':', '"', '\\', '1', ' ', 'e', '"a"', '"events"')
    fc.assert(
      fc.property(fc.array(characters, { maxLength: 12 }), (parts) => {
        const body = parts.join('')
        expect(parsed(body) !== null).toBe(isJson(body))
      }),
      { numRuns: 3000 },
    )
  })
})

test.each<[string, number | null]>([
  ['1', 0],
  ['[]', 1],
  ['[[],{"a":[1]}]', 3],
  ['"[[["', 0],
  ['"\\"[["', 0],
  ['[', null],
  ['][', null],
])('depth of %s', (text, expected) => {
  expect(depthOf(text)).toBe(expected)
})
