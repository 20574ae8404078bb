import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { answerOf, type Form, fieldKey, fieldsOf, newForm, optionsOf } from '../../../web/pages/annotate/form.ts'
import { type FormAction, stepForm } from '../../../web/pages/annotate/form-step.ts'
import { aSample } from './samples.ts'

const sample = aSample()
const after = (...actions: FormAction[]): Form =>
  actions.reduce((form, action) => stepForm(form, action, sample), newForm(sample))
const choose = (index: number): FormAction => ({ do: 'choose', index })

describe('the form of one decision', () => {
  test('begins at the suspect reply, with the keys at the first question', () => {
    expect(newForm(sample)).toMatchObject({ part: null, cursor: 'a2', field: { kind: 'part' } })
    expect(newForm(aSample({ suspect: null })).cursor).toBe('a3')
    expect(newForm(aSample({ suspect: { event_id: 'h1', part: null } })).cursor).toBe('a3')
  })

  test('one digit each: part, intent and objection of both marked replies; the keys move on by themselves', () => {
    const form = after(choose(0), choose(0), choose(1), choose(2), choose(0))
    expect(answerOf(form, sample, 12.3)).toEqual({
      at_fault: true,
      part: 'intent',
      fault_turn: 'a2',
      turns: [
        { event_id: 'a2', intent: 'price', objection: 'too_expensive', style: null },
        { event_id: 'a3', intent: 'warranty', objection: 'none', style: null },
      ],
      better_reply: null,
      remark: null,
      seconds: 12.3,
    })
    expect(fieldKey(form.field)).toBe('style/a2')
    expect(fieldKey(stepForm(form, choose(0), sample).field)).toBe('style/a2') // never into a text field by itself
  })

  test('not the model: no fault turn, no better reply, no style, whatever was begun before', () => {
    const begun = after(choose(2), { do: 'write', field: 'reply', text: 'better' })
    const form = stepForm(begun, { do: 'pick', field: { kind: 'part' }, value: 'none' }, sample)
    expect(answerOf(form, sample, 1)).toMatchObject({
      at_fault: false,
      part: 'none',
      fault_turn: null,
      better_reply: null,
    })
    expect(fieldsOf(form, sample).map(fieldKey)).toEqual([
      ...['part', 'intent/a2', 'objection/a2', 'intent/a3', 'objection/a3', 'remark'],
    ])
  })

  test('arrows go to other replies of models, never to a person’s; the fields go along', () => {
    const form = after(choose(0), { do: 'turn', step: -1 })
    expect([form.cursor, fieldKey(form.field)]).toEqual(['a1', 'intent/a1'])
    expect(after({ do: 'turn', step: 1 }, { do: 'turn', step: 1 }).cursor).toBe('a3')
    expect(after({ do: 'point', turn: 'h1' }).cursor).toBe('a2')
  })

  test('a filter narrows what the digits mean, by id and by name in either language', () => {
    const form = after(choose(0), { do: 'filter', text: '价' })
    expect(optionsOf(form.field, form.filter, sample)).toEqual(['price'])
    expect(optionsOf(form.field, 'WARR', sample)).toEqual(['warranty'])
    expect(stepForm(form, choose(1), sample)).toBe(form)
    expect(stepForm(form, choose(0), sample)).toMatchObject({ turns: { a2: { intent: 'price' } }, filter: '' })
  })

  test('choosing again what is chosen takes it back', () => {
    const field = { kind: 'intent', turn: 'a3' } as const
    const pick: FormAction = { do: 'pick', field, value: 'stock' }
    expect(after(pick).turns).toMatchObject({ a3: { intent: 'stock' } })
    expect(after(pick, pick).turns).toMatchObject({ a3: { intent: null } })
  })

  test('whatever happens, the keys are in a field that is there, and the answer holds together', () => {
    const field = fc.constantFrom(...fieldsOf(after(choose(0)), sample))
    const action: fc.Arbitrary<FormAction> = fc.oneof(
      fc.record({ do: fc.constant('choose' as const), index: fc.nat(9) }),
      fc.record({
        do: fc.constantFrom('field' as const, 'turn' as const),
        step: fc.constantFrom(1 as const, -1 as const),
      }),
      fc.record({ do: fc.constant('go' as const), field }),
      fc.record({ do: fc.constant('pick' as const), field, value: fc.constantFrom('price', 'none', 'policy', 'x') }),
      fc.record({ do: fc.constant('point' as const), turn: fc.constantFrom('a1', 'a2', 'a3', 'h1', 'q1') }),
      fc.record({
        do: fc.constant('write' as const),
        field: fc.constantFrom('reply' as const, 'remark' as const),
        text: fc.string(),
      }),
    )
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
        const form = after(...actions)
        const answer = answerOf(form, sample, 0)
        expect(['a1', 'a2', 'a3']).toContain(form.cursor)
        expect(answer === null).toBe(form.part === null)
        if (answer === null) return
        expect(answer.at_fault).toBe(answer.part !== 'none')
        expect(answer.fault_turn === null).toBe(!answer.at_fault)
        expect(new Set(answer.turns.map((turn) => turn.event_id)).size).toBe(answer.turns.length)
        for (const { intent, objection, style } of answer.turns) expect(intent ?? objection ?? style).not.toBeNull()
      }),
    )
  })
})
