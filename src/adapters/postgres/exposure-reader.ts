import { type ArmSums, NO_SUMS, type PastSums } from '../../experiments/arm-sums.ts'
import type { Guarded } from '../../experiments/figure.ts'
import type { FeatureConfig } from '../../features/config.ts'
import type {
  ExposedConversation,
  ExposedSums,
  ExposureReader,
  ExposureScope,
  StageMoments,
} from '../../releases/exposure-reader.ts'
import type { ArmPair } from '../../releases/stage-check.ts'
import type { Database } from './database.ts'
import { conversionDelays } from './exposure-delays.ts'
import { disturbedExposure } from './exposure-disturbed.ts'
import { errorsSql, IN_STAGE, inRoom, STAGES, USER } from './exposure-sql.ts'
import { conversationSums, type Grown, OF_CONVERSATIONS } from './exposure-sums.ts'

type Arm = keyof ArmPair
type Numbers = Exclude<keyof Grown, 'arm' | 'figure'>
type Windows = Pick<
  FeatureConfig,
  'conversionWindowMs' | 'orderWindowMs' | 'clickWindowMs' | 'idleGapMs' | 'feedbackWindowMs' | 'graceMs'
>

/** Sums per arm in the database, whose size does not grow with the users. */
export function postgresExposureReader(database: Database, windows: Windows): ExposureReader {
  const { conversionWindowMs, orderWindowMs, clickWindowMs, idleGapMs, feedbackWindowMs, graceMs } = windows
  const ends = [conversionWindowMs, orderWindowMs, clickWindowMs, idleGapMs, feedbackWindowMs].map((ms) => ms + graceMs)
  const course = async (stages: readonly StageMoments[]): Promise<ExposedSums[][]> => {
    const first = stages[0]?.scope
    if (first === undefined) return []
    const values = valuesOf(stages)
    const [conversations, errors, disturbed] = await Promise.all([
      conversationSums(database, [...values, first.startedAt, ...ends, first.cap]),
      inRoom<Grown>(database, errorsSql, [...values, first.experiment]),
      disturbedExposure(database, values, first.experiment, stages),
    ])
    const rows = Map.groupBy([...conversations.grown, ...errors], ({ stage }) => stage)
    return stages.map(({ at }, stage) => {
      const growth = growthOf(rows.get(stage) ?? [])
      return at.map((_, place) => ({
        ...figuresBy(growth, place),
        exposure: disturbed[stage]![place]!,
        currency: conversations.currency,
      }))
    })
  }
  return {
    course,
    async exposures(scope) {
      const [[only]] = (await course([{ scope, at: [scope.now] }])) as [[ExposedSums]]
      return only
    },
    async delays(scope) {
      return conversionDelays(database, valuesOf([{ scope, at: [scope.now] }]), ends[0]!, scope)
    },
    armsOf: (scope, conversationIds) => armsOf(database, scope, conversationIds),
  }
}

/** Everybody who shares a user with them is needed for the arm that met him first. */
const ARMS = `with ${STAGES}, named as (
    select distinct ${USER} who ${IN_STAGE} where conversation_id = any($4)
  )
  select conversation_id id, arm, who "user" from (
    select conversation_id, eligible, ${USER} who, first_value(c.arm) over (partition by ${USER} order by started_at, c.arm) arm
    ${IN_STAGE} where ${USER} in (select who from named)
  ) met where eligible and conversation_id = any($4)`

async function armsOf(database: Database, scope: ExposureScope, conversationIds: readonly string[]) {
  const values = valuesOf([{ scope, at: [scope.now] }])
  const rows = await database.query<ExposedConversation & { id: string }>(ARMS, [...values, conversationIds])
  return new Map(rows.map(({ id, arm, user }) => [id, { arm, user }]))
}

function valuesOf(stages: readonly StageMoments[]): unknown[] {
  const { assistant, others } = stages[0]!.scope
  const told = stages.map(({ scope: { live, canary, from, until }, at }, stage) => ({
    ...{ stage, live, canary, ats: at },
    ...{ from_at: from, until_at: until },
  }))
  return [JSON.stringify(told), assistant ?? '', others]
}

/** Of a figure and an arm what the sums grew by. */
type Growth = (figure: string, arm: Arm) => readonly Grown[]

function growthOf(rows: readonly Grown[]): Growth {
  const groups = Map.groupBy(rows, ({ figure, arm }) => `${figure} ${arm}`)
  return (figure, arm) => groups.get(`${figure} ${arm}`) ?? []
}

function figuresBy(growth: Growth, place: number): Pick<ExposedSums, 'users' | 'figures'> {
  const until = (figure: string, arm: Arm) => growth(figure, arm).filter(({ p }) => p <= place)
  const sums = (figure: Guarded, arm: Arm) => armOf(until(figure, arm))
  const pair = (figure: Guarded): ArmPair => ({ live: sums(figure, 'live'), canary: sums(figure, 'canary') })
  const users = (arm: Arm): number => sumOf(until('users', arm), 'users')
  return {
    users: { live: users('live'), canary: users('canary') },
    figures: Object.fromEntries(
      [...OF_CONVERSATIONS, 'errors' as const].map((figure) => [figure, pair(figure)]),
    ) as ExposedSums['figures'],
  }
}

const sumOf = (rows: readonly Grown[], name: Numbers): number => rows.reduce((sum, row) => sum + row[name], 0)

function armOf(rows: readonly Grown[]): ArmSums {
  if (rows.length === 0) return NO_SUMS
  const of = (name: Numbers): number => sumOf(rows, name)
  const totals = {
    clusters: of('users'),
    sum: of('s'),
    size: of('n'),
    sumSquares: of('ss'),
    sizeSquares: of('nn'),
    products: of('sn'),
  }
  const users = of('past_users')
  const past: PastSums = {
    users,
    n: of('past_n'),
    nn: of('past_nn'),
    sn: of('past_sn'),
    xn: of('past_xn'),
    xnn: of('past_xnn'),
    xsn: of('past_xsn'),
    xxnn: of('past_xxnn'),
  }
  return { totals, units: totals.size, immature: of('immature'), past: users > 0 ? past : null }
}
