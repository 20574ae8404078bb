import type { SatisfactionModel, SatisfactionStore } from '../../monitoring/satisfaction.ts'
import type { Sql } from './database.ts'

export const postgresSatisfactionStore = (sql: Sql): SatisfactionStore => ({
  async latest() {
    const [row] = await sql.query<{ model: SatisfactionModel }>(
      'select model from satisfaction_models order by seq desc limit 1',
    )
    return row?.model ?? null
  },
  async add(model, now) {
    await sql.query('insert into satisfaction_models (model, fitted_at) values ($1, $2)', [JSON.stringify(model), now])
  },
})
