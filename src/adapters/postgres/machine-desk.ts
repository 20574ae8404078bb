import { dialogueOf } from '../../admission/turns.ts'
import { textOf } from '../../events/fields.ts'
import type { ConversationFacts, FeatureRow } from '../../features/row.ts'
import { type Audit, defaultMachinePolicy, type MachinePolicy } from '../../labels/acceptance.ts'
import { NONE_FITS, type VotedText } from '../../labels/label-model.ts'
import type { MachineLabel } from '../../labels/ledger.ts'
import type {
  CellCount,
  HumanVerdict,
  KeptMachineLabel,
  KeptPolicy,
  KeptRule,
  MachineDesk,
  MachineRun,
  Settlement,
  UnlabelledText,
} from '../../labels/machine-desk.ts'
import type { Task } from '../../models/task.ts'
import { punctualEvents } from './conversation-events.ts'
import type { Database, Sql } from './database.ts'
import { addToLedger } from './label-ledger.ts'
import {
  ACCEPT,
  ADD_LOOKS,
  ADD_PROPOSALS,
  ADD_RUN,
  AUDITS,
  LABELLED_ALREADY,
  LIST,
  MACHINE_LABEL,
  PAST,
  TO_LOOK_AT,
  WITHDRAW,
} from './machine-rows.ts'
import { addAnswer, addTextTasks, textTaskId } from './text-desk.ts'

const RULE = `rule_id "ruleId", version, task, label, enabled, body, who, at`
type RuleRow = Omit<KeptRule, 'all' | 'expectedPrecision' | 'note'> & {
  readonly body: Pick<KeptRule, 'all' | 'expectedPrecision' | 'note'>
}
const ruleOf = ({ body, ...rule }: RuleRow): KeptRule => ({ ...rule, ...body })

/** Rules, policy, and what machines proposed, in PostgreSQL. */
export function postgresMachineDesk(database: Database): MachineDesk {
  return {
    policy: () => currentPolicy(database),
    async keepPolicy(policy, version, who, now) {
      const rows = await database.query(
        `insert into machine_policies (version, body, who, at)
         select $1, $2, $3, $4 where $1 = (select coalesce(max(version), 0) + 1 from machine_policies)
         on conflict do nothing returning 1`,
        [version, JSON.stringify(policy), who, now],
      )
      return rows.length > 0
    },
    async rules() {
      const rows = await database.query<RuleRow>(
        `select distinct on (rule_id) ${RULE} from labelling_rules order by rule_id, version desc`,
      )
      return rows.map(ruleOf)
    },
    async ruleVersions(ruleId) {
      const rows = await database.query<RuleRow>(
        `select ${RULE} from labelling_rules where rule_id = $1 order by version desc`,
        [ruleId],
      )
      return rows.map(ruleOf)
    },
    async keepRule({ ruleId, version, task, label, enabled, all, expectedPrecision, note }, who, now) {
      const rows = await database.query(
        `insert into labelling_rules (rule_id, version, task, label, enabled, body, who, at)
         select $1, $2, $3, $4, $5, $6, $7, $8
         where $2 = (select coalesce(max(version), 0) + 1 from labelling_rules where rule_id = $1)
         on conflict do nothing returning 1`,
        [ruleId, version, task, label, enabled, JSON.stringify({ all, expectedPrecision, note }), who, now],
      )
      return rows.length > 0
    },
    unlabelled: (task, basis, limit) => unlabelled(database, task, basis, limit),
    past: (task, limit) => database.query<VotedText>(PAST, [task, limit, NONE_FITS]),
    audits: (task) => database.query<Audit & { cell: string }>(AUDITS, [task]),
    keepRun: (run, conversations, proposals) =>
      database.transaction((sql) => keepRun(sql, run, conversations, proposals)),
    settle: (task, settlement, now) => database.transaction((sql) => settle(sql, task, settlement, now)),
    runs: (limit) =>
      database.query<MachineRun>(
        `select run_id "runId", task, at, basis, bundle, policy_version "policyVersion", texts, proposed, audited,
           label_model "labelModel", who from machine_runs order by seq desc limit $1`,
        [limit],
      ),
    list: ({ task, state, label, cell, after, limit }) =>
      database.query<KeptMachineLabel>(LIST, [
        task ?? null,
        state ?? null,
        label ?? null,
        cell ?? null,
        after ?? null,
        limit,
      ]),
    get: (id) => machineLabel(database, id),
    counts: (task) =>
      database.query<CellCount>(
        `select cell, state, count(*)::int labels from machine_labels where task = $1 group by cell, state order by cell, state`,
        [task],
      ),
    decide: (id, verdict, now) => database.transaction((sql) => decide(sql, id, verdict, now)),
  }
}

async function currentPolicy(sql: Sql): Promise<KeptPolicy> {
  const [row] = await sql.query<{ version: number; body: MachinePolicy; who: string; at: number }>(
    'select version, body, who, at from machine_policies order by version desc limit 1',
  )
  if (row === undefined) return { ...defaultMachinePolicy, version: 0, who: 'salesloop', at: 0 }
  const { version, body, who, at } = row
  return { ...defaultMachinePolicy, ...body, version, who, at }
}

async function machineLabel(sql: Sql, id: string, lock = ''): Promise<KeptMachineLabel | null> {
  const [row] = await sql.query<KeptMachineLabel>(
    `select ${MACHINE_LABEL} from machine_labels m where m.machine_label_id = $1 ${lock}`,
    [id],
  )
  return row ?? null
}

interface LookedAt {
  readonly id: string
  readonly row: FeatureRow
  readonly facts: ConversationFacts
  readonly flagged: boolean | null
  readonly low_confidence: boolean | null
  readonly negative_feedback: boolean | null
}

async function unlabelled(
  sql: Sql,
  task: Task,
  basis: string,
  limit: number,
): Promise<{ conversations: string[]; texts: UnlabelledText[] }> {
  const found = await sql.query<LookedAt>(TO_LOOK_AT, [task, basis, limit])
  const events = await punctualEvents(
    sql,
    found.map(({ id }) => id),
  )
  const texts = new Map<string, UnlabelledText>()
  for (const conversation of found) {
    for (const { question, reply } of dialogueOf(events.get(conversation.id) ?? [], conversation.facts).turns) {
      const text = question && textOf(question.wire, 'text')
      if (!question || !text || texts.has(question.id)) continue
      const signals = signalsOf(conversation)
      texts.set(question.id, {
        textId: question.id,
        turnId: reply.id,
        conversationId: conversation.id,
        text,
        signals,
      })
    }
  }
  const known = await sql.query<{ id: string }>(LABELLED_ALREADY, [task, [...texts.keys()]])
  for (const { id } of known) texts.delete(id)
  return { conversations: found.map(({ id }) => id), texts: [...texts.values()] }
}

const signalsOf = ({ row, facts, flagged }: LookedAt): UnlabelledText['signals'] => ({
  ...row.features,
  ...row.flags,
  flagged,
  clicked: facts.clicked,
  ordered: facts.ordered,
})

async function keepRun(
  sql: Sql,
  ...[run, conversations, proposals]: Parameters<MachineDesk['keepRun']>
): Promise<void> {
  const { runId, task, at, basis, bundle, policyVersion, texts, labelModel, who } = run
  const values = [runId, task, at, basis, bundle, policyVersion, texts, run.proposed, run.audited]
  await sql.query(ADD_RUN, [...values, JSON.stringify(labelModel), who])
  await sql.query(ADD_LOOKS, [task, conversations, basis])
  const added = await sql.query<{ id: string }>(ADD_PROPOSALS, [JSON.stringify(proposals), task, runId, at])
  const ids = new Set(added.map(({ id }) => id))
  const audited = proposals.filter(({ audited, machineLabelId }) => audited && ids.has(machineLabelId))
  await addTextTasks(
    sql,
    audited.map(({ machineLabelId, textId, conversationId, label }, i) => ({
      kind: 'audit' as const,
      task,
      source: 'turn' as const,
      textId,
      conversationId,
      was: label,
      choices: [],
      about: machineLabelId,
      priority: at + i / audited.length,
    })),
    at,
  )
}

async function settle(sql: Sql, task: Task, { open, closings, shut }: Settlement, now: number) {
  await sql.query(`select pg_advisory_xact_lock(hashtextextended('salesloop.machine.' || $1, 0))`, [task])
  const withdrawn = await sql.query(WITHDRAW, [
    task,
    closings.map(({ cell }) => cell),
    closings.map(({ from }) => from),
    closings.map(({ until }) => until),
    now,
    shut,
  ])
  const accepted = await sql.query<{
    id: string
    label: string
    turn: string
    text: string
    conversation: string
    run: string
  }>(ACCEPT, [task, open, shut, now])
  const entries = accepted.map(
    (each): MachineLabel => ({
      source: 'model',
      labelId: each.id,
      by: `label model of ${each.run}`,
      conversationId: each.conversation,
      recordedAt: now,
      turns: [
        {
          turnId: each.turn,
          textEventId: each.text,
          isRandom: false,
          isSuspect: false,
          bundle: null,
          prediction: { intent: null, intentConfidence: null, objection: null, objectionConfidence: null },
          intent: task === 'intent' ? each.label : null,
          objection: task === 'objection' ? each.label : null,
        },
      ],
    }),
  )
  if (entries.length > 0) await addToLedger(sql, entries)
  return { accepted: accepted.length, withdrawn: withdrawn.length }
}

/** A person's word on one that was not drawn: it settles that label, and counts in no audit. */
async function decide(sql: Sql, id: string, verdict: HumanVerdict, now: number): Promise<KeptMachineLabel | null> {
  const found = await machineLabel(sql, id, 'for update')
  if (found === null || found.audited) return null
  const { task, textId, conversationId, label } = found
  const asked = {
    kind: 'confirm' as const,
    task,
    source: 'turn' as const,
    textId,
    conversationId,
    was: label,
    choices: [],
    about: id,
    priority: now,
  }
  await addTextTasks(sql, [asked], now)
  const textTask = textTaskId(asked)
  const answer = { textTaskId: textTask, ...verdict, seconds: null }
  const [{ n } = { n: 0 }] = await sql.query<{ n: number }>(
    'select count(*)::int n from text_answers where text_task_id = $1',
    [textTask],
  )
  await addAnswer(sql, `ta-${textTask.slice(3)}-${n + 1}`, answer, false, now)
  await sql.query(
    `update text_tasks set state = 'decided', label = $2, decided_by = 'people', decided_at = $3 where text_task_id = $1`,
    [textTask, verdict.label, now],
  )
  await sql.query('update machine_labels set state = $2, changed_at = $3, why = $4 where machine_label_id = $1', [
    id,
    verdict.label === label ? 'confirmed' : 'rejected',
    now,
    verdict.label === label ? `${verdict.who} agrees` : `${verdict.who} says ${verdict.label ?? 'none fits'}`,
  ])
  return machineLabel(sql, id)
}
