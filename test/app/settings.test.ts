import { expect, test } from 'vitest'
import { parseSettings } from '../../src/app/settings.ts'

test('a wrong setting is refused by its name and value', () => {
  expect(() => parseSettings({ SALESLOOP_MASK: 'some' })).toThrow(/^SALESLOOP_MASK=some: /)
})

test('what may hold a password is not shown', () => {
  expect(() => parseSettings({ DATABASE_URL: 'mysql://li:geheim@host/db' })).toThrow(/^DATABASE_URL=\(not shown\): /)
})

test('proxies are addresses and networks, or refused before anything starts', () => {
  const proxies = (text: string) => parseSettings({ SALESLOOP_PROXIES: text }).access.proxies
  expect(proxies('')).toEqual([])
  expect(proxies('10.0.0.5, 10.1.0.0/16,2001:db8::/32,loopback')).toEqual([
    ...['10.0.0.5', '10.1.0.0/16', '2001:db8::/32', 'loopback'],
  ])
  for (const wrong of ['proxy', '10.0.0', '10.0.0.0/33', '10.0.0.0/0', '10.0.0.0/', '10.0.0.0/8/9', 'true'])
    expect(() => proxies(wrong)).toThrow(`SALESLOOP_PROXIES has '${wrong}'`)
})
