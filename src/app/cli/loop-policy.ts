import { LoopError } from '../../errors/loop-error.ts'

/** GET /v1/loop/policy, as far as people read it here. */
export interface PolicyAnswer {
  readonly version: number
  readonly changed_by: string
  readonly why: string
  readonly train: {
    readonly automatic: boolean
    readonly schedule: { readonly cron: string; readonly time_zone: string } | null
    readonly least_labels: number | null
    readonly on_drift: boolean
  }
  readonly canary: { readonly automatic: boolean }
  readonly faults: { readonly automatic: boolean; readonly least_verdicts: number }
  readonly watch: { readonly for_ms: number }
  readonly export: { readonly hourly: boolean; readonly daily: boolean }
}

interface Asked {
  readonly who: string
  readonly why?: string
  readonly train?: 'on' | 'off'
  readonly canary?: 'on' | 'off'
  readonly faults?: 'on' | 'off'
  readonly drift?: 'on' | 'off'
  readonly exports?: 'off' | 'daily' | 'hourly'
  readonly leastLabels?: string
  readonly cron?: string
  readonly timeZone?: string
}

/** The body of PUT /v1/loop/policy; null = nothing is to be changed. Throws LOOP_BAD_OPTION. */
export function policyChange(asked: Asked, before: PolicyAnswer): object | null {
  const train = {
    ...(asked.train && { automatic: asked.train === 'on' }),
    ...(asked.drift && { on_drift: asked.drift === 'on' }),
    ...(asked.leastLabels && { least_labels: labelsOf(asked.leastLabels) }),
    ...((asked.cron || asked.timeZone) && { schedule: scheduleOf(asked, before) }),
  }
  const change = {
    ...(Object.keys(train).length > 0 && { train }),
    ...(asked.canary && { canary: { automatic: asked.canary === 'on' } }),
    ...(asked.faults && { faults: { automatic: asked.faults === 'on' } }),
    ...(asked.exports && { export: { daily: asked.exports !== 'off', hourly: asked.exports === 'hourly' } }),
  }
  if (Object.keys(change).length === 0) return null
  if (!asked.why) {
    throw new LoopError('LOOP_BAD_OPTION', 'A change of the policy needs a reason. Give it with --why "…".')
  }
  return { ...change, version: before.version, who: asked.who, why: asked.why }
}

function labelsOf(text: string): number | null {
  if (text === 'none') return null
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new LoopError(
    'LOOP_BAD_OPTION',
    `--least-labels ${text} is not allowed. Give a whole number from 1 on, or none.`,
  )
}

function scheduleOf({ cron, timeZone }: Asked, { train: { schedule } }: PolicyAnswer): object | null {
  if (cron === 'none') return null
  const fields = cron ?? schedule?.cron
  if (fields === undefined) {
    throw new LoopError(
      'LOOP_BAD_OPTION',
      '--time-zone needs a schedule, and there is none. Give --cron "0 2 * * 1" with it.',
    )
  }
  return { cron: fields, time_zone: timeZone ?? schedule?.time_zone ?? 'UTC' }
}

export function policyLines({
  version,
  changed_by,
  why,
  train,
  canary,
  faults,
  watch,
  ...policy
}: PolicyAnswer): string {
  const word = (on: boolean) => (on ? 'by itself' : 'by a person')
  const ways = [
    ...(train.least_labels === null ? [] : [`${train.least_labels} new labels of one task`]),
    ...(train.schedule === null ? [] : [`"${train.schedule.cron}" in ${train.schedule.time_zone}`]),
    ...(train.on_drift ? ['a drift alarm'] : []),
  ]
  const exports = policy.export.hourly ? 'hourly and daily' : policy.export.daily ? 'daily' : 'off'
  return [
    `policy ${version}, by ${changed_by}: ${why}`,
    `  a turn begins   ${word(train.automatic)}${train.automatic ? `: with ${ways.join(', or ')}` : ` (else: ${ways.join(', or ')})`}`,
    `  its canary      ${word(canary.automatic)}`,
    `  fault model     trained ${word(faults.automatic)}${faults.automatic ? `, with ${faults.least_verdicts} new verdicts` : ''}`,
    `  it is watched   ${Math.round(watch.for_ms / 360_000) / 10} h after it went live`,
    `  exports         ${exports}`,
    '',
  ].join('\n')
}
