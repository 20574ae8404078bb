import { expect, test } from 'vitest'
import { wrongFields } from '../../../src/app/http/wrong-field.ts'

const NUMBER = 'Invalid input: expected number, received NaN'
const STRING = 'Invalid input: expected string, received undefined'
const CHOICE = 'Invalid option: expected one of "on"|"off"'

test.each([
  [
    'body',
    '/share',
    'Too big: expected number to be <=0.5',
    { share: 0.7 },
    'body/share is 0.7: Too big: expected number to be <=0.5',
  ],
  ['body', '/annotator', STRING, {}, 'body/annotator is missing: expected string'],
  ['body', '', STRING, undefined, 'body is missing: expected string'],
  ['querystring', '/at', NUMBER, { at: 'abc' }, "querystring/at is 'abc': expected number"],
  ['body', '/mode', CHOICE, { mode: 'maybe' }, `body/mode is 'maybe': expected one of "on"|"off"`],
  [
    'body',
    '/turns/1/mode',
    CHOICE,
    { turns: [{}, { mode: 'x' }] },
    `body/turns/1/mode is 'x': expected one of "on"|"off"`,
  ],
  ['body', '/', 'needs text_en or text_zh', {}, 'body needs text_en or text_zh'],
])('%s%s: %s', (context, instancePath, message, came, said) => {
  expect(wrongFields([{ instancePath, message }], context, came)).toBe(said)
})

test('a text is never repeated, nor a long word', () => {
  const tooLong = [{ instancePath: '/text', message: 'Too big: expected string to have <=3 characters' }]
  expect(wrongFields(tooLong, 'body', { text: '13812345678' })).not.toContain('138')
  expect(wrongFields([{ instancePath: '/mode', message: CHOICE }], 'body', { mode: 'x'.repeat(41) })).not.toContain(
    'xx',
  )
})

test('several are told one after the other', () => {
  const wrong = [
    { instancePath: '/a', message: STRING },
    { instancePath: '/b', message: STRING },
  ]
  expect(wrongFields(wrong, 'body', {})).toBe('body/a is missing: expected string; body/b is missing: expected string')
})
