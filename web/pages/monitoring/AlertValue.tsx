import { Estimate } from '../../parts/Estimate.tsx'
import { useFormat } from '../../parts/format.ts'
import { type AlertItem, useAlertRules } from './monitoring-queries.ts'

/** A parting is a difference of two accuracies: it is told in points. */
function useKind(rule: string): 'points' | 'percent' {
  const rules = useAlertRules()
  const found = rules.data?.rules.find((each) => each.rule === rule)
  return found?.subject.kind === 'parting' ? 'points' : 'percent'
}

/** What an alert saw, with its interval, in the unit of its rule. */
export function AlertValue({ alert: { rule, value, low, high } }: { readonly alert: AlertItem }) {
  return <Estimate estimate={value} low={low} high={high} kind={useKind(rule)} />
}

/** The same of a moment in its history. */
export function AlertValueThen({ rule, value }: { readonly rule: string; readonly value: number }) {
  const format = useFormat()
  return <>{format[useKind(rule)](value)}</>
}
