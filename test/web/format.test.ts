import { expect, test } from 'vitest'
import { formatOf } from '../../web/parts/format.ts'

test('a small loss that rounds to nothing is 0, not -0', () => {
  for (const language of ['en', 'zh']) {
    const format = formatOf(language)
    expect([format.number(-0.001, 2), format.percent(-0.0001), format.number(-0.29, 2)]).toEqual(['0', '0%', '-0.29'])
  }
})
