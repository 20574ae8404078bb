import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Account, loginOf } from '../../src/access/account.ts'
import { claimedRole } from '../../src/access/claimed-role.ts'
import { FREE_TRIES, networkOf, triesOf, waitMs } from '../../src/access/lockout.ts'
import { linkTo } from '../../src/access/one-time-link.ts'
import { hashPassword, refuseWeak, verifyPassword } from '../../src/access/password.ts'
import { csrfOf, isToken, tokenHash, tokenOf } from '../../src/access/secret.ts'
import { ABSOLUTE_MS, holds, IDLE_MS, type Session } from '../../src/access/session.ts'
import { sessionDoor } from '../../src/access/session-door.ts'
import { areaOf } from '../../src/app/http/audited.ts'

test.each([
  [' Ａnna ', 'anna'],
  ['李雷', '李雷'],
  ['a.b@example.com', 'a.b@example.com'],
])('login %j is %j', (typed, login) => expect(loginOf(typed)).toBe(login))

test.each(['', ' ', '.anna', 'an na', 'anna\u0000', '<b>', 'x'.repeat(65), 'anna\n'.repeat(2)])(
  'login %j is refused',
  (typed) => expect(() => loginOf(typed)).toThrow(expect.objectContaining({ code: 'LOOP_BAD_LOGIN' })),
)

test.each([
  ['eleven char', true],
  ['twelve chars', false],
  ['aaaaaaaaaaaaaaaa', true],
  ['correct horse battery', false],
  ['marianne.liu1', true],
  ['marianne.liu and a cat', false],
  ['我的密码是十二个汉字长的', false],
  ['x'.repeat(50) + 'y'.repeat(50), true],
  [`${'abcd'.repeat(64)}e`, true],
])('password %j is weak: %j', (password, weak) => {
  const judge = () => refuseWeak(password, 'marianne.liu')
  if (weak) expect(judge).toThrow(expect.objectContaining({ code: 'LOOP_PASSWORD_WEAK' }))
  else expect(judge).not.toThrow()
})

test('a hash names its parameters, opens for its password however composed, and for no other', async () => {
  const hash = await hashPassword('Zürich am See!', new Uint8Array(16).fill(1))
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(await verifyPassword('Zu\u0308rich am See!', hash)).toBe(true)
  expect(await verifyPassword('Zurich am See!', hash)).toBe(false)
})

test('waits begin after the free tries, never shrink, and never lock for good', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('pair' as const, 'login' as const, 'address' as const),
      fc.nat(100_000),
      (counted, failures) => {
        const wait = waitMs(counted, failures)
        expect(wait).toBeLessThanOrEqual(waitMs(counted, failures + 1))
        expect(wait === 0).toBe(failures <= FREE_TRIES[counted])
        expect(wait).toBeLessThanOrEqual(15 * 60_000)
      },
    ),
  )
})

test('a token says nothing of what is kept of it', () => {
  const token = tokenOf(new Uint8Array(32).fill(9))
  expect(isToken(token)).toBe(true)
  expect(Buffer.from(tokenHash(token)).toString('base64url')).not.toBe(csrfOf(token))
  expect(csrfOf(token)).not.toContain(token)
  expect(new URL(linkTo('http://x.example/', token)).search).toBe('') // behind #, so no server is told
  expect(() => tokenOf(new Uint8Array(31))).toThrow(RangeError)
})

const account: Account = {
  ...{ accountId: 'a', login: 'anna', name: 'Anna', role: 'analyst', disabledAt: null, passwordHash: null },
  ...{ identity: null, createdAt: 0, createdBy: 'x', passwordChangedAt: null, lastLoginAt: null },
}
const session: Session = {
  ...{ sessionId: 's', tokenHash: new Uint8Array(32), accountId: 'a', way: 'password', agent: '' },
  ...{ createdAt: 0, seenAt: 0, expiresAt: ABSOLUTE_MS, endedAt: null },
}

test.each([
  ['at once', {}, {}, 0, true],
  ['last idle moment', {}, {}, IDLE_MS - 1, true],
  ['idle for too long', {}, {}, IDLE_MS, false],
  ['used until its end', { seenAt: ABSOLUTE_MS - 2 }, {}, ABSOLUTE_MS - 1, true],
  ['at its end', { seenAt: ABSOLUTE_MS - 2 }, {}, ABSOLUTE_MS, false],
  ['ended', { endedAt: 1 }, {}, 2, false],
  ['its person switched off', {}, { disabledAt: 1 }, 2, false],
])('a session holds, %s: %j', (_name, ofSession, ofAccount, now, expected) =>
  expect(holds({ ...session, ...ofSession }, { ...account, ...ofAccount }, now)).toBe(expected),
)

test('a changed role acts within two seconds, and at once where it was changed', async () => {
  let [now, found] = [0, { session, account }]
  const door = sessionDoor({ find: async () => found, seen: async () => {} }, () => now)
  const token = tokenOf(new Uint8Array(32))
  expect((await door.enter(token)).scopes).toEqual(['read'])
  found = { ...found, account: { ...account, role: 'admin' } }
  now = 1999
  expect((await door.enter(token)).role).toBe('analyst')
  now = 2000
  expect((await door.enter(token)).role).toBe('admin')
  found = { ...found, account: { ...account, disabledAt: 1 } }
  door.forget()
  await expect(door.enter(token)).rejects.toMatchObject({ code: 'LOOP_SESSION_OVER', status: 401 })
  await expect(door.enter('no token')).rejects.toMatchObject({ status: 401 })
})

const mapping = { engineer: ['ml', 'research'], admin: ['bosses'] }
test.each([
  [{ groups: ['ml'] }, 'groups', 'engineer'],
  [{ groups: ['ml', 'bosses'] }, 'groups', 'admin'],
  [{ groups: 'research' }, 'groups', 'engineer'],
  [{ groups: ['sales'] }, 'groups', null],
  [{}, 'groups', null],
  [{ groups: null }, 'groups', null],
  [{ groups: { ml: true } }, 'groups', null],
  [{ realm_access: { roles: ['bosses'] } }, 'realm_access.roles', 'admin'],
  [{ 'https://x.example/roles': ['ml'] }, 'https://x.example/roles', 'engineer'],
  [{}, '__proto__.constructor', null],
])('claims %j by %s give %j', (claims, path, role) => expect(claimedRole(claims, path, mapping)).toBe(role))

test.each([
  ['POST', '/v1/keys', undefined, 'keys'],
  ['GET', '/v1/keys', undefined, null],
  ['POST', '/v1/events', undefined, null],
  ['POST', '/v1/queue/next', undefined, null],
  ['POST', '/v1/samples/:sample_id/labels', undefined, 'labels'],
  ['POST', '/v1/samples/:sample_id/heartbeat', undefined, null],
  ['PUT', '/v1/labelling-rules/:rule_id', undefined, 'rules'],
  ['POST', '/v1/label-withdrawals', undefined, 'labels'],
  ['POST', '/v1/what-is-new', undefined, 'other'],
  ['GET', '/v1/exports/conversations', 'exports', 'exports'],
  ['POST', '/v1/keys', null, null],
] as const)('%s %s, told %j, is filed under %j', (method, url, given, area) =>
  expect(areaOf(method, url, given)).toBe(area),
)

test.each([
  ['203.0.113.9', '203.0.113.9'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
])('failures from %s count for %s', (address, network) => expect(networkOf(address)).toBe(network))

test('of one login more tries are free from anywhere than from one address', () => {
  expect(FREE_TRIES.login).toBeGreaterThan(10 * FREE_TRIES.pair)
  expect(new Set(triesOf('ada', '::1').map(({ of }) => of)).size).toBe(3)
})
