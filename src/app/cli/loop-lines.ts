import { factText } from './fact-text.ts'

interface StepAnswer {
  readonly step: string
  readonly state: 'doing' | 'done' | 'skipped'
  readonly duration_ms: number | null
  readonly waits_for: string | null
  readonly result: Readonly<Record<string, string | number | null>>
}

interface TurnAnswer {
  readonly turn_id: string
  readonly trigger: { readonly kind: string; readonly detail: string; readonly who: string }
  readonly state: 'open' | 'over'
  readonly outcome: string | null
  readonly why: string | null
  readonly started_at: number
  readonly finished_at: number | null
  readonly steps: readonly StepAnswer[]
}

interface LoopAnswer {
  readonly now: number
  readonly waits_for: string | null
  readonly turn: TurnAnswer | null
  readonly new_labels: Readonly<Record<string, number>>
  readonly policy_version: number
  readonly last_turns: readonly TurnAnswer[]
}

/** What POST /v1/loop/orders answers. */
export interface OrderAnswer {
  readonly entry: { readonly seq: number; readonly turn_id: string | null; readonly step: string | null }
  /** How it stood before. */
  readonly was_paused: { readonly since: number; readonly who: string; readonly why: string } | null
}

/** `salesloop loop pause|resume|skip|force` for people. */
export function orderLine(action: string, { entry, was_paused: before }: OrderAnswer): string {
  const what = `${action}${entry.step ? ` ${entry.step}` : ''}${entry.turn_id ? ` of turn ${entry.turn_id}` : ''}`
  const kept = `kept as line ${entry.seq} of the loop's ledger; salesloop loop status tells what holds now`
  if (action === 'pause' && before !== null) {
    return `the loop was paused already, by ${before.who} since ${at(before.since)} UTC (${before.why}); your ${what} is ${kept}\n`
  }
  if (action === 'resume' && before === null) return `the loop was not paused; your ${what} is ${kept}\n`
  return `${what}: ${kept}\n`
}

/** `salesloop loop status` for people. */
export function loopLines({ now, waits_for, turn, new_labels, last_turns }: LoopAnswer): string {
  const labels = Object.entries(new_labels).map(([task, count]) => `${count} of ${task}`)
  return [
    `${at(now)} UTC: ${turn === null ? 'no turn is open' : `turn ${turn.turn_id} is open`}; new labels since the last snapshot: ${labels.join(', ')}`,
    waits_for === null ? 'works' : `waits for ${waits_for}`,
    ...(turn === null ? [] : ['', ...turnLines(turn)]),
    ...(last_turns.length === 0 ? [] : ['', 'last turns:']),
    ...last_turns.map((each) => `  ${each.turn_id}  ${headOf(each)}: ${each.outcome}. ${each.why ?? ''}`),
    '',
  ].join('\n')
}

const turnLines = (turn: TurnAnswer): string[] => [
  `${turn.turn_id}  ${headOf(turn)}`,
  ...turn.steps.map(({ step, state, duration_ms, waits_for, result }) => {
    const facts = Object.entries(result).map(([name, value]) => factText(name, value))
    const said = state === 'doing' ? (waits_for === null ? 'works' : `waits for ${waits_for}`) : facts.join(', ')
    return `  ${step.padEnd(9)} ${state.padEnd(8)} ${duration_ms === null ? '' : lasted(duration_ms).padEnd(8)} ${said}`.trimEnd()
  }),
]

const headOf = ({ started_at, finished_at, trigger }: TurnAnswer): string =>
  `${at(started_at)} UTC${finished_at === null ? '' : `, ${lasted(finished_at - started_at)}`}, ${trigger.kind === 'person' ? `started by ${trigger.who}` : trigger.kind} (${trigger.detail})`

const at = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').slice(0, 16)

function lasted(ms: number): string {
  const seconds = ms / 1000
  if (seconds < 100) return `${Math.round(seconds * 10) / 10} s`
  if (seconds < 6000) return `${Math.round(seconds / 60)} min`
  return seconds < 360_000 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`
}
