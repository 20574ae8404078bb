import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { api, bodyOf } from '../../api/client.ts'
import { type Draft, isSound } from './rule-draft.ts'
import type { TrialOptions } from './trial-options.ts'

const RULES = ['rules']
const DAY_MS = 86_400_000
const SETTLE_MS = 400

export const useRules = () => useQuery({ queryKey: [...RULES, 'current'], queryFn: () => bodyOf(api.GET('/v1/rules')) })

export const useVersions = (before: number | undefined) =>
  useQuery({
    queryKey: [...RULES, 'versions', before],
    queryFn: () =>
      bodyOf(
        api.GET('/v1/rules/versions', { params: { query: { limit: 20, ...(before !== undefined && { before }) } } }),
      ),
    placeholderData: keepPreviousData,
  })

export const useDiff = (from: number, to: number, enabled = true) =>
  useQuery({
    queryKey: [...RULES, 'diff', from, to],
    queryFn: () => bodyOf(api.GET('/v1/rules/diff', { params: { query: { from, to } } })),
    enabled,
  })

/** The draft once it has stood still for a moment. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLE_MS)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}

/**
 * What the draft would have made of the last days, beside the version that it is made from.
 *
 * @param days 0 = everything
 */
export function useBackTest(draft: Draft, options: TrialOptions, against: number, days: number, now: number) {
  const settled = useSettled(draft)
  const asked = JSON.stringify(options)
  const settledOptions = useSettled(asked)
  const query = useQuery({
    queryKey: [...RULES, 'back-test', settled, settledOptions, against, days, now],
    queryFn: () => {
      const from = days === 0 ? 0 : Math.max(0, now + 1 - days * DAY_MS)
      const rules = settled.rules.map((rule) => ({ ...rule }))
      const tried = triedOf(JSON.parse(settledOptions) as TrialOptions)
      const body = { rules, against, from, until: now + 1, examples: 5, ...tried }
      return bodyOf(api.POST('/v1/rules/back-test', { body }))
    },
    enabled: isSound(settled),
    placeholderData: keepPreviousData,
  })
  return { query, isLate: settled !== draft || settledOptions !== asked || query.isPlaceholderData }
}

/** What is not tried is left out: it stays as it is. */
const triedOf = ({ low, budget, control }: TrialOptions) => ({
  ...(low !== null && { low_confidence: low }),
  ...((budget !== null || control !== null) && {
    policy: { ...(budget !== null && { budget }), ...(control !== null && { control_rate: control }) },
  }),
})

export interface SaveOrder {
  readonly draft: Draft
  readonly parent: number
  readonly comment: string
}

export function useSave() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ draft, parent, comment }: SaveOrder) =>
      bodyOf(
        api.PUT('/v1/rules', {
          body: { parent, comment, rules: draft.rules.map((rule) => ({ ...rule })), thresholds: draft.thresholds },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: RULES }),
  })
}

export function useRestore() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (order: { version: number; parent: number; comment: string }) =>
      bodyOf(api.POST('/v1/rules/restore', { body: order })),
    onSettled: () => client.invalidateQueries({ queryKey: RULES }),
  })
}
