export const TABS = ['accuracy', 'truth', 'drift', 'features', 'alerts'] as const
export type Tab = (typeof TABS)[number]
export const RANGES = [7, 14, 28, 90] as const
export const TASKS = ['intent', 'objection'] as const
export type Task = (typeof TASKS)[number]
/** By what truth is broken down. */
export const SEGMENTS = [
  ...(['channel', 'assistant', 'language', 'intent', 'bundle', 'arm', 'day', 'visitor', 'pace'] as const),
]
export type SegmentName = (typeof SEGMENTS)[number]

const USUAL = 28

/** What the address says. '' = all together, or the first there is. */
export interface View {
  readonly tab: Tab
  readonly days: number
  readonly assistant: string
  readonly task: Task
  readonly reference: string
  readonly alert: string
}

/** What each tab gets. */
export interface TabProps {
  readonly view: View
  /** The data's clock, epoch milliseconds. */
  readonly now: number
  readonly onView: (change: Partial<View>) => void
}

const oneOf = <T>(values: readonly T[], value: unknown, usual: T): T => values.find((each) => each === value) ?? usual

export const viewOf = (search: URLSearchParams): View => ({
  tab: oneOf(TABS, search.get('tab'), 'accuracy'),
  days: oneOf(RANGES, Number(search.get('days')), USUAL),
  assistant: search.get('assistant') ?? '',
  task: oneOf(TASKS, search.get('task'), 'intent'),
  reference: search.get('reference') ?? '',
  alert: search.get('alert') ?? '',
})

/** The address of a view; what is usual is left out. */
export function searchOf(view: View): URLSearchParams {
  const usual: Readonly<Record<string, string>> = { tab: 'accuracy', days: String(USUAL), task: 'intent' }
  const said = Object.entries(view).map(([name, value]) => [name, String(value)] as const)
  return new URLSearchParams(
    said.filter(([name, value]) => value !== '' && value !== usual[name]).map((pair) => [...pair]),
  )
}
