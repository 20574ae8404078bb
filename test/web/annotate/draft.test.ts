import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeDraft, encodeDraft, isEmptyDraft, savedAtOf } from '../../../web/pages/annotate/draft.ts'
import { newForm } from '../../../web/pages/annotate/form.ts'
import { stepForm } from '../../../web/pages/annotate/form-step.ts'
import { aSample } from './samples.ts'

const sample = aSample()

test('a draft comes back as it was, whatever was written', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.string(),
      fc.nat(8),
      fc.nat(1e6),
      (betterReply, remark, index, spentMs) => {
        const chosen = stepForm(newForm(sample), { do: 'choose', index }, sample)
        const form = {
          ...stepForm(chosen, { do: 'choose', index: 0 }, sample),
          betterReply,
          remark,
          field: { kind: 'part' } as const,
        }
        expect(decodeDraft(encodeDraft({ form, spentMs }, 5), sample)).toEqual({ form, spentMs })
      },
    ),
  )
})

test('what is no draft of ours is none, and what no longer fits is left out', () => {
  for (const text of [null, '', '{', 'null', '3', '{"version":2}']) expect(decodeDraft(text, sample)).toBeNull()
  fc.assert(fc.property(fc.json(), (text) => void decodeDraft(text, sample)))
  const old = {
    version: 1,
    part: 'gone',
    cursor: 'gone',
    turns: { a2: { intent: 'gone', objection: 'none' }, zz: {}, a1: null },
  }
  expect(decodeDraft(JSON.stringify(old), sample)?.form).toMatchObject({
    part: null,
    cursor: 'a2',
    turns: { a2: { intent: null, objection: 'none', style: null } },
    betterReply: '',
  })
})

test('an untouched form needs no draft; a draft knows its age', () => {
  const form = newForm(sample)
  expect(isEmptyDraft(form)).toBe(true)
  expect(isEmptyDraft({ ...form, remark: 'x' })).toBe(false)
  expect(savedAtOf(encodeDraft({ form, spentMs: 0 }, 77))).toBe(77)
  expect(savedAtOf('{')).toBe(0)
})
