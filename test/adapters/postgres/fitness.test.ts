import { expect, test } from 'vitest'
import { faultsOf, refuseUnfit } from '../../../src/adapters/postgres/fitness.ts'

const good = { version: 150_000, fsync: 'on', synchronousCommit: 'on', encoding: 'UTF8' }

test.each([
  ['the oldest that will do', {}, null],
  ['waiting for its standby', { synchronousCommit: 'remote_apply' }, null],
  ['14', { version: 140_012 }, 'its version is 14'],
  ['no fsync', { fsync: 'off' }, 'fsync is off'],
  ['commits that are not flushed', { synchronousCommit: 'off' }, 'synchronous_commit is off'],
  ['another encoding', { encoding: 'SQL_ASCII' }, 'its encoding is SQL_ASCII'],
])('%s', (_name, over, fault) => {
  const faults = faultsOf({ ...good, ...over })
  expect(faults).toEqual(fault === null ? [] : [expect.stringContaining(fault)])
})

test('an unfit server is refused with all that is wrong', async () => {
  const query = async () => [{ ...good, fsync: 'off', version: 90_600 }] as never[]
  await expect(refuseUnfit({ query })).rejects.toMatchObject({
    code: 'LOOP_DATABASE_UNFIT',
    message: expect.stringMatching(/version is 9.*fsync is off/),
  })
})
