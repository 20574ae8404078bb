import type { Guarded } from '../../experiments/figure.ts'
import type { ArmPair } from '../../releases/stage-check.ts'
import type { Database } from './database.ts'
import { IN_STAGE, inRoom, placeOf, STAGES, seenFrom, USER } from './exposure-sql.ts'

/**
 * How long before the experiment a user's own past counts: longer ago he was another. Only what was over by its beginning: what a
 * canary could still change is no past, and taking it out would take out the effect.
 */
const PAST_MS = 28 * 86_400_000

/** What the figures need of a conversation, out of its long objects; it ends no earlier than it began. */
const OF_CONVERSATION = `started_at, greatest(ended_at, started_at - 1) ended_at, closed and eligible and ended_at is not null ready,
    closed, eligible, no_conversion, cta_not_clicked, repeated_question, negative_feedback, (facts->>'ctasSent')::int ctas,
    (facts->>'hardEnd')::boolean or (facts->>'terminalReached')::boolean complete, (facts->>'humanReply')::boolean handed,
    (facts->>'ordered')::boolean ordered, (facts->>'orderAmount')::float8 amount, facts->>'orderCurrency' currency,
    case when facts->'ratings' <> '[]' then (select avg(r::float8) from jsonb_array_elements_text(facts->'ratings') r) end rating`

/** Windows with their grace, and their parameters. */
const WINDOWS = {
  conversion: '$5::bigint',
  order: '$6::bigint',
  click: '$7::bigint',
  idle: '$8::bigint',
  feedback: '$9::bigint',
}
type Window = keyof typeof WINDOWS

/** How a figure of spec/metrics.md is read from a conversation. A test compares them with src/metrics/rates.ts. */
interface Form {
  readonly figure: Exclude<Guarded, 'failure_rate' | 'errors'>
  /** Which units count. */
  readonly counts?: string
  /** What must be known before it ripens. */
  readonly known?: string
  /** When this is over for every unit, it is ripe. */
  readonly window: Window
  /** In [0, 1]; null = it does not count after all. */
  readonly value: string
}
const share = (condition: string): string => `(${condition})::int::float8`
const MONEY = `case when ordered and currency = (select currency from money)
  then least(greatest(coalesce(amount, 0), 0), $10::float8) / $10::float8 else 0 end`
const FORMS: readonly Form[] = [
  { figure: 'conversion', known: 'no_conversion', window: 'conversion', value: share('not no_conversion') },
  { figure: 'value_per_conversation', known: 'ordered', window: 'order', value: MONEY },
  {
    figure: 'click_through',
    counts: '(eligible is null or not closed or ctas > 0)',
    known: 'cta_not_clicked',
    window: 'click',
    value: share('not cta_not_clicked'),
  },
  { figure: 'completion', window: 'idle', value: share('complete') },
  { figure: 'repeated_questions', known: 'repeated_question', window: 'idle', value: share('repeated_question') },
  { figure: 'satisfaction_mean', window: 'feedback', value: '(rating - 1) / 4' },
  { figure: 'satisfaction_4_or_5', window: 'feedback', value: share('rating >= 4') },
  { figure: 'negative_feedback', known: 'negative_feedback', window: 'feedback', value: share('negative_feedback') },
  { figure: 'hand_over', window: 'idle', value: share('handed') },
]
export const OF_CONVERSATIONS = FORMS.map(({ figure }) => figure)

const each = (of: (form: Form, k: number) => string): string => FORMS.map(of).join(',\n    ')
const eachWindow = (of: (name: Window) => string): string => (Object.keys(WINDOWS) as Window[]).map(of).join(', ')
const isRipe = ({ counts = 'true', known }: Form): string =>
  `ready and ${counts}${known === undefined ? '' : ` and ${known} is not null`}`

/**
 * One row per stage, arm, and moments at which conversations began and ripened; of figure k the units i, those whose window was
 * over r, and by how much the sums over users grew: n units, s their values, c the users' units so far, cs their values so far.
 *
 * All of a user's windows are over in the order in which his conversations ended, so one running sum tells what each of them
 * adds to the squares: of one with value s, when he has n units and the sum S with it, s(2S - s), S + s(n - 1) and 2n - 1.
 *
 * $1 to $3 as in exposure-sql.ts, $4 the experiment's beginning, $5 to $9 the windows, $10 the cap.
 */
const SUMS = `with ${STAGES}, exposed as materialized (
    select stage, ats, until_at, arm met, ${USER} who, ${OF_CONVERSATION} ${IN_STAGE}
  ), money as materialized (
    select currency from exposed where currency is not null group by currency order by count(*) desc, currency limit 1
  ), past as materialized (
    select user_id who, ${each((form, k) => `avg(${form.value}) filter (where ${isRipe(form)} and ended_at + ${WINDOWS[form.window]} < $4::bigint) x${k}`)}
    from (select user_id, ${OF_CONVERSATION} from conversations where user_id in (select who from exposed)
      and started_at >= $4::bigint - ${PAST_MS}::bigint and started_at < $4::bigint offset 0) before group by user_id
  ), met as (
    select *, first_value(met) over w arm, row_number() over w = 1 is_first
    from exposed window w as (partition by stage, who order by started_at, met)
  ), units as (
    select stage, who, arm, is_first, ended_at, ${seenFrom('started_at')} began,
      ${eachWindow((name) => `case when ready then ${placeOf(`ended_at + ${WINDOWS[name]}`)} else cardinality(ats) end ripe_${name}`)},
      ${each((form, k) => `(eligible is not false and ${form.counts ?? 'true'})::int i${k}, (${isRipe(form)})::int r${k}, case when ${isRipe(form)} then ${form.value} end s${k}`)}
    from met
  ), moved as (
    select *, ${each((_, k) => `(count(s${k}) over w)::float8 c${k}, sum(s${k}) over w cs${k}`)}
    from units window w as (partition by stage, who order by ended_at rows unbounded preceding)
  )
  select stage, arm, began, ${eachWindow((name) => `ripe_${name}`)}, (select currency from money) currency, count(*) filter (where is_first)::int users,
    ${each((_, k) => {
      const sn = `cs${k} + s${k} * (c${k} - 1)`
      return `sum(i${k})::int i${k}, sum(r${k})::int r${k}, count(s${k})::int n${k}, coalesce(sum(s${k}), 0) s${k},
    count(*) filter (where s${k} is not null and c${k} = 1)::int users${k}, coalesce(sum(c${k}) filter (where s${k} is not null), 0) c${k},
    coalesce(sum(s${k} * (2 * cs${k} - s${k})), 0) ss${k}, coalesce(sum(${sn}), 0) sn${k},
    count(s${k}) filter (where x${k} is not null)::int past_n${k}, count(*) filter (where s${k} + x${k} is not null and c${k} = 1)::int past_users${k},
    coalesce(sum(c${k}) filter (where s${k} + x${k} is not null), 0) past_c${k}, coalesce(sum(${sn}) filter (where x${k} is not null), 0) past_sn${k},
    coalesce(sum(x${k}) filter (where s${k} is not null), 0) past_xn${k}, coalesce(sum(x${k} * (2 * c${k} - 1)) filter (where s${k} is not null), 0) past_xnn${k},
    coalesce(sum(x${k} * (${sn})), 0) past_xsn${k}, coalesce(sum(x${k} * x${k} * (2 * c${k} - 1)) filter (where s${k} is not null), 0) past_xxnn${k}`
    })}
  from moved left join past using (who) group by stage, arm, began, ${eachWindow((name) => `ripe_${name}`)}`

const NOTHING = {
  ...{ users: 0, n: 0, s: 0, ss: 0, sn: 0, nn: 0, immature: 0 },
  ...{ past_users: 0, past_n: 0, past_nn: 0, past_sn: 0, past_xn: 0, past_xnn: 0, past_xsn: 0, past_xxnn: 0 },
}
/** By how much the sums of a stage's arm grew at a moment, which is named by its place. */
export type Grown = { readonly [name in keyof typeof NOTHING]: number } & {
  readonly stage: number
  readonly arm: keyof ArmPair
  readonly figure: string
  readonly p: number
}

type Row = { readonly [sum: string]: number } & { readonly currency: string | null; readonly arm: keyof ArmPair }

/** @param values stages, assistant, others, the experiment's beginning, windows, cap */
export async function conversationSums(
  database: Database,
  values: readonly unknown[],
): Promise<{ readonly grown: Grown[]; readonly currency: string | null }> {
  const rows = await inRoom<Row>(database, SUMS, values)
  return { grown: rows.flatMap(grownBy), currency: rows[0]?.currency ?? null }
}

/** As rows of one figure and one moment each. */
function grownBy(row: Row): Grown[] {
  const of = { ...NOTHING, stage: row.stage!, arm: row.arm }
  return [
    { ...of, figure: 'users', p: row.began!, users: row.users! },
    ...FORMS.flatMap(({ figure, window }, k) => {
      const sum = (name: string): number => row[name + k]!
      const [n, pastN] = [sum('n'), sum('past_n')]
      const ripened: Grown = {
        ...of,
        ...{ figure, p: row[`ripe_${window}`]!, immature: -sum('r') },
        ...{ users: sum('users'), n, s: sum('s'), ss: sum('ss'), sn: sum('sn'), nn: 2 * sum('c') - n },
        ...{
          past_users: sum('past_users'),
          past_n: pastN,
          past_nn: 2 * sum('past_c') - pastN,
          past_sn: sum('past_sn'),
        },
        ...{
          past_xn: sum('past_xn'),
          past_xnn: sum('past_xnn'),
          past_xsn: sum('past_xsn'),
          past_xxnn: sum('past_xxnn'),
        },
      }
      return [{ ...of, figure, p: row.began!, immature: sum('i') }, ripened]
    }),
  ]
}
