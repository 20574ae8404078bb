import { describe, expect, test } from 'vitest'
import type { RuleBook } from '../../src/admission/rule-book.ts'
import { BUILT_IN, BUILT_IN_TABLE, type RuleTable } from '../../src/admission/rule-version.ts'

const changed = (highConfidence: number): RuleTable => ({
  ...BUILT_IN_TABLE,
  thresholds: { ...BUILT_IN_TABLE.thresholds, highConfidence },
})
const by = (parent: number, restored: number | null = null) => ({
  ...{ parent, restored, author: 'mia', comment: 'as discussed' },
  at: 1000 + parent,
})

/** `open` gives a book in which nobody has saved anything. */
export function ruleBookContract(engine: string, open: () => Promise<RuleBook>): void {
  describe(`rule book on ${engine}`, () => {
    test('until somebody saves, the built-in table is in force, as version 1', async () => {
      const book = await open()
      expect(await book.current()).toEqual(BUILT_IN)
      expect(await book.version(1)).toEqual(BUILT_IN)
      expect(await book.versions(10)).toEqual([BUILT_IN])
    })

    test('a saved table is the next version, whole, with who and why', async () => {
      const book = await open()
      const saved = await book.save(changed(0.9), by(1))
      expect(saved).toMatchObject({
        version: 2,
        parent: 1,
        restored: null,
        author: 'mia',
        comment: 'as discussed',
        at: 1001,
      })
      expect(await book.current()).toEqual(saved)
      expect(await book.version(2)).toEqual({ ...saved, ...changed(0.9) })
      expect(await book.save(BUILT_IN_TABLE, by(2, 1))).toMatchObject({ version: 3, restored: 1 })
    })

    test('of two changes made from one version the later is refused, and the first stays', async () => {
      const book = await open()
      const both = await Promise.allSettled([book.save(changed(0.7), by(1)), book.save(changed(0.95), by(1))])
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      const refused = both.find((one) => one.status === 'rejected')
      expect(refused?.reason).toMatchObject({ code: 'LOOP_RULES_CHANGED', status: 409 })
      expect((await book.versions(10)).map(({ version }) => version)).toEqual([2, 1])
    })

    test('versions come in pages, the newest first and the built-in one last', async () => {
      const book = await open()
      for (const parent of [1, 2, 3]) await book.save(changed(0.5 + parent / 10), by(parent))
      const page = async (limit: number, before?: number) =>
        (await book.versions(limit, before)).map(({ version }) => version)
      expect([await page(2), await page(2, 3), await page(3, 4), await page(9), await page(5, 1)]).toEqual([
        [4, 3],
        [2, 1],
        [3, 2, 1],
        [4, 3, 2, 1],
        [],
      ])
    })

    test('a version that does not exist is told', async () => {
      await expect((await open()).version(7)).rejects.toMatchObject({ code: 'LOOP_NO_RULES_VERSION', status: 404 })
    })
  })
}
