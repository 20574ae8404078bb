/** Ids of one kind that erasure `$1` is about. */
const ids = (kind: 'user' | 'conversation' | 'event' | 'example'): string =>
  `(select id collate "C" from erasure_targets where erasure_id = $1 and kind = '${kind}')`
const [USERS, CONVERSATIONS, EVENTS, EXAMPLES] = [ids('user'), ids('conversation'), ids('event'), ids('example')]
const TEXTS = `((source = 'turn' and text_id in ${EVENTS}) or (source = 'example' and text_id in ${EXAMPLES}))`

/** How one table is rid of a person. */
export interface ErasureRule {
  readonly table: string
  readonly fate: 'deleted' | 'rewritten'
  /** `$1` is the erasure; returns one row for each row touched. */
  readonly sql: string
}

const deleted = (table: string, where: string): ErasureRule => ({
  table,
  fate: 'deleted',
  sql: `delete from ${table} where ${where} returning 1`,
})

/** In this order: what refers to a row goes before it. What hangs on a row by `on delete cascade` goes with it. */
export const ERASURE_RULES: readonly ErasureRule[] = [
  deleted('gold_items', `${TEXTS} or conversation_id in ${CONVERSATIONS}`),
  deleted(
    'skills',
    `conversation_id in ${CONVERSATIONS} or skill_id in (select skill_id from skill_turns where ${TEXTS})`,
  ),
  deleted(
    'text_answers',
    `text_task_id in (select text_task_id from text_tasks where ${TEXTS} or conversation_id in ${CONVERSATIONS})`,
  ),
  deleted('text_tasks', `${TEXTS} or conversation_id in ${CONVERSATIONS}`),
  deleted('intent_proposal_texts', `conversation_id in ${CONVERSATIONS} or text_id in ${EVENTS}`),
  deleted('machine_labels', `conversation_id in ${CONVERSATIONS}`),
  deleted('machine_looks', `conversation_id in ${CONVERSATIONS}`),
  deleted('label_confirmations', TEXTS),
  deleted('turn_labels', `label_id in (select label_id from labels where conversation_id in ${CONVERSATIONS})`),
  deleted('labels', `conversation_id in ${CONVERSATIONS}`),
  deleted('leases', `sample_id in (select sample_id from samples where conversation_id in ${CONVERSATIONS})`),
  deleted('samples', `conversation_id in ${CONVERSATIONS} or user_id in ${USERS}`),
  // A shadow is followed from its list again: what is deleted here is unlearned.
  deleted('shadow_steps', `${TEXTS} or conversation_id in ${CONVERSATIONS}`),
  // What a model learned from goes; that it learned from the person is listed (erasures.snapshots).
  deleted('fault_snapshot_items', `conversation_id in ${CONVERSATIONS}`),
  deleted('fault_scores', `conversation_id in ${CONVERSATIONS}`),
  deleted('draws', `conversation_id in ${CONVERSATIONS} or user_id in ${USERS}`),
  deleted('decisions', `conversation_id in ${CONVERSATIONS} or user_id in ${USERS}`),
  deleted('deadlines', `conversation_id in ${CONVERSATIONS}`),
  deleted('links', `conversation_id in ${CONVERSATIONS} or user_id in ${USERS}`),
  deleted('conversation_states', `conversation_id in ${CONVERSATIONS}`),
  deleted('conversations', `conversation_id in ${CONVERSATIONS}`),
  {
    table: 'inbox',
    fate: 'rewritten',
    sql: `update inbox set set_aside = case when set_aside is null then null else 'set aside before an erasure' end,
        refold_conversations = array(select c from unnest(refold_conversations) c where c not in ${CONVERSATIONS}),
        refold_users = array(select u from unnest(refold_users) u where u not in ${USERS})
      where refold_conversations && array${CONVERSATIONS} or refold_users && array${USERS} or set_aside is not null returning 1`,
  },
  deleted('trust_cases', `kind = 'user' and subject in ${USERS}`),
  deleted('lake_hours', `hour_at in (select t / 3600000 * 3600000 from events where event_id in ${EVENTS})`),
  deleted('lake_days', `day_at in (select t / 86400000 * 86400000 from events where event_id in ${EVENTS})`),
  {
    // The next export looks at every hour, and writes anew those that lost their line above.
    table: 'lake_state',
    fate: 'rewritten',
    sql: `update lake_state set place = -1 where place >= 0 and exists ${EVENTS} returning 1`,
  },
  deleted('examples', `example_id in ${EXAMPLES}`),
  deleted('events', `event_id in ${EVENTS}`),
]

/** JSON columns in which ids of texts, conversations or users can stand: the ids are replaced. By table: key, columns. */
export const JSON_WITH_IDS: readonly {
  readonly table: string
  readonly key: string
  readonly columns: readonly string[]
}[] = [
  { table: 'training_runs', key: 'run_id', columns: ['evaluation', 'error'] },
  { table: 'fault_runs', key: 'run_id', columns: ['error'] },
  { table: 'evaluations', key: 'evaluation_id', columns: ['report', 'skills'] },
  { table: 'label_withdrawals', key: 'withdrawal_id', columns: ['asked'] },
  { table: 'loop_steps', key: 'turn_id || step', columns: ['result'] },
  { table: 'machine_runs', key: 'run_id', columns: ['label_model'] },
  { table: 'rule_versions', key: 'version', columns: ['body'] }, // notes beside rules
  { table: 'trust_cases', key: 'case_id', columns: ['evidence'] },
  { table: 'alerts', key: 'alert_id', columns: ['alert'] }, // why somebody acknowledged or silenced it
  { table: 'alert_history', key: 'seq', columns: ['detail'] },
  { table: 'alert_deliveries', key: 'delivery_id', columns: ['message'] },
]

/** Texts that people typed, in which a person may be named; searched for the strings given with the erasure, and its id. */
export const TYPED_TEXTS: readonly { readonly table: string; readonly columns: readonly string[] }[] = [
  { table: 'labels', columns: ['remark', 'better_reply'] },
  { table: 'samples', columns: ['why'] },
  { table: 'skills', columns: ['name', 'why'] },
  { table: 'skill_retirements', columns: ['why'] },
  { table: 'label_withdrawals', columns: ['why'] },
  { table: 'guidelines', columns: ['text_en', 'text_zh', 'note'] },
  { table: 'machine_labels', columns: ['why'] },
  { table: 'intent_proposals', columns: ['why'] },
  { table: 'gold_versions', columns: ['why'] },
  { table: 'gate_settings', columns: ['why'] },
  { table: 'shadow_switches', columns: ['why'] },
  { table: 'taxonomy_changes', columns: ['why'] },
  { table: 'release_ledger', columns: ['why'] },
  { table: 'release_policies', columns: ['why'] },
  { table: 'loop_ledger', columns: ['why'] },
  { table: 'loop_policies', columns: ['why'] },
  { table: 'loop_turns', columns: ['why', 'trigger_detail'] },
  { table: 'retention_policies', columns: ['why'] },
  { table: 'fault_charges', columns: ['why'] },
  { table: 'rule_versions', columns: ['comment'] },
  { table: 'trust_decisions', columns: ['why'] },
  { table: 'erasures', columns: ['why', 'lifted_why'] },
]

/** Go with a row that an erasure deletes. */
export const CASCADED = [
  'gold_item_labels',
  'gold_version_items',
  'skill_turns',
  'withdrawn_labels',
  'label_returns',
  'conversation_traits',
  'trust_decisions',
] as const

/** Handled by code of their own (erasure-store.ts). */
export const BY_CODE = ['snapshot_items', 'snapshot_redactions', 'erasure_targets', 'erasures', 'tombstones'] as const

/** Tables that hold nothing of a customer, and why that is so. A new table must be named here or above. */
export const NOT_PERSONAL: Readonly<Record<string, string>> = {
  accounts: 'people who work here, by login, name and role; hashes of their passwords',
  alert_history: 'names of series and numbers; who acknowledged; reasons, cleaned above',
  alert_rules: 'limits of series',
  alerts: 'names of series and numbers; reasons, cleaned above',
  api_keys: 'names of keys and hashes of their secrets',
  audit_log: 'logins and key names of who works here, ids of what they did; never a text. It outlives an erasure',
  backups: 'paths of files',
  bundles: 'ids and hashes of models, limits',
  clock: 'a time',
  drift_references: 'shares and histograms of at least many conversations',
  drift_results: 'numbers',
  erasure_key: 'a random secret',
  evaluation_items: 'hashes of ids, labels, segments; which text they were made of is known nowhere else',
  fault_charges: 'ids of models; reasons, cleaned above',
  fault_models: 'ids and hashes of models, figures of many conversations',
  fault_runs: 'ids; what stopped one, cleaned above',
  fault_snapshots: 'hashes, counts',
  feature_configs: 'limits of the features; how far a refold has come',
  label_changes: 'a count',
  labelling_rules: 'patterns that people wrote as rules',
  login_attempts: 'hashes of logins and addresses, counts',
  machine_policies: 'limits',
  models: 'ids and hashes of models',
  oidc_attempts: 'random texts of a login under way',
  one_time_links: 'hashes of tokens',
  plan_spending: 'sums',
  release_policies: 'limits; reasons, cleaned above',
  release_state: 'ids of bundles',
  retention_policies: 'days; reasons, cleaned above',
  sampling_plans: 'probabilities by reason',
  sampling_policies: 'limits',
  satisfaction_models: 'weights of counts and rates',
  sessions: 'hashes of tokens, and which browser',
  shadows: 'ids and hashes of models',
  schema_migrations: 'names of migrations',
  snapshots: 'hashes',
  taxonomies: 'names and descriptions of labels',
  unit_changes: 'numbers of hours, counts',
  verdicts: 'ids of bundles and runs',
  watch_marks: 'names and times',
  watch_points: 'sums over many conversations',
}
