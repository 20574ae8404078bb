import { defaultPolicy, type ReleasePolicy } from '../../releases/ramp-policy.ts'
import type { KeptPolicy, ReleasePolicyStore } from '../../releases/release-policy-store.ts'
import type { Database } from './database.ts'

interface Row {
  readonly version: number
  readonly assistant: string
  readonly body: ReleasePolicy
  readonly who: string
  readonly why: string | null
  readonly since: number
}

const COLUMNS = 'version, assistant_id assistant, body, who, why, at since'

export function postgresReleasePolicyStore(database: Database): ReleasePolicyStore {
  return {
    async policy(assistant) {
      const [row] = await database.query<Row>(
        `select ${COLUMNS} from release_policies where assistant_id in ('', $1) order by assistant_id desc, version desc limit 1`,
        [assistant ?? ''],
      )
      return row
        ? policyFrom(row)
        : { ...defaultPolicy, version: 0, assistant: null, since: null, who: null, why: null }
    },
    async set(policy, { assistant, who, recordedBy, why, at }) {
      const [row] = await database.query<Row>(
        `insert into release_policies (assistant_id, body, who, recorded_by, why, at) values ($1, $2, $3, $4, $5, $6) returning ${COLUMNS}`,
        [assistant ?? '', JSON.stringify({ ramp: policy.ramp, approval: policy.approval }), who, recordedBy, why, at],
      )
      return policyFrom(row!)
    },
  }
}

const policyFrom = ({ version, assistant, body, who, why, since }: Row): KeptPolicy => ({
  ...body,
  version,
  assistant: assistant === '' ? null : assistant,
  since,
  who,
  why,
})
