import type { Skill, SkillStore, SkillTurn } from '../../evaluation/skill.ts'
import type { Database } from './database.ts'

type SkillRow = Omit<Skill, 'retired'> & {
  readonly retiredBy: string | null
  readonly retiredWhy: string | null
  readonly retiredAt: number | null
}

const SELECT = `
  select s.skill_id "skillId", name, conversation_id "conversationId", s.who, s.why, created_at "createdAt",
    r.who "retiredBy", r.why "retiredWhy", r.at "retiredAt",
    (select coalesce(jsonb_agg(jsonb_build_object('task', task, 'source', source, 'textId', text_id, 'label', label)
       order by position), '[]') from skill_turns t where t.skill_id = s.skill_id) turns
  from skills s left join skill_retirements r on r.skill_id = s.skill_id`

/** Protected skills as rows that only grow: a retirement is a row, too. */
export function postgresSkillStore(database: Database): SkillStore {
  return {
    add: (skill) =>
      database.transaction(async (sql) => {
        const added = await sql.query(
          `insert into skills (skill_id, name, conversation_id, who, why, created_at) values ($1, $2, $3, $4, $5, $6)
           on conflict do nothing returning 1`,
          [skill.skillId, skill.name, skill.conversationId, skill.who, skill.why, skill.createdAt],
        )
        if (added.length === 0) return false
        await sql.query(
          `insert into skill_turns (skill_id, position, task, source, text_id, label)
           select $1, * from unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::text[])`,
          [skill.skillId, ...turnColumns(skill.turns)],
        )
        return true
      }),
    async get(skillId) {
      const [row] = await database.query<SkillRow>(`${SELECT} where s.skill_id = $1`, [skillId])
      return row ? skillFrom(row) : null
    },
    async active() {
      const rows = await database.query<SkillRow>(`${SELECT} where r.skill_id is null order by s.skill_id`)
      return rows.map(skillFrom)
    },
    async list({ state, after, limit }) {
      const rows = await database.query<SkillRow>(
        `${SELECT} where s.skill_id > $1 and ($2 = 'all' or (r.skill_id is null) = ($2 = 'active'))
         order by s.skill_id limit $3`,
        [after ?? '', state, limit],
      )
      return rows.map(skillFrom)
    },
    async retire(skillId, { who, why, at }) {
      const rows = await database.query(
        `insert into skill_retirements (skill_id, who, why, at) select skill_id, $2, $3, $4 from skills where skill_id = $1
         on conflict do nothing returning 1`,
        [skillId, who, why, at],
      )
      return rows.length > 0
    },
  }
}

const turnColumns = (turns: readonly SkillTurn[]): unknown[] => [
  turns.map((_, position) => position),
  turns.map((turn) => turn.task),
  turns.map((turn) => turn.source),
  turns.map((turn) => turn.textId),
  turns.map((turn) => turn.label),
]

const skillFrom = ({ retiredBy, retiredWhy, retiredAt, ...skill }: SkillRow): Skill => ({
  ...skill,
  retired: retiredAt === null ? null : { who: retiredBy!, why: retiredWhy!, at: retiredAt },
})
