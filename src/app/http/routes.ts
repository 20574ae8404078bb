import type { Ports } from '../wiring.ts'
import { alertRoutes } from './alerts.ts'
import { assistantRoutes } from './assistant.ts'
import { attributionRoutes } from './attribution.ts'
import { auditRoutes } from './audit.ts'
import { calibrationRoutes } from './calibration.ts'
import { clockRoutes } from './clock.ts'
import { conversationExportRoutes } from './conversation-export.ts'
import { conversationSearchRoutes } from './conversation-search.ts'
import { conversationRoutes } from './conversations.ts'
import { driftRoutes } from './drift.ts'
import { erasureRoutes } from './erasures.ts'
import { evaluationRecordRoutes, evaluationRoutes } from './evaluations.ts'
import { eventRoutes } from './events.ts'
import { experimentRoutes } from './experiments.ts'
import { faultRoutes } from './faults.ts'
import { featureConfigRoutes } from './feature-config.ts'
import { gateRoutes } from './gate.ts'
import { goldRoutes, goldVersionRoutes } from './gold.ts'
import { healthRoutes } from './health.ts'
import { idRoutes } from './ids.ts'
import { keyRoutes } from './keys.ts'
import { labelErrorRoutes } from './label-errors.ts'
import { labelSourceRoutes } from './label-sources.ts'
import { labellingRuleRoutes } from './labelling-rules.ts'
import { labelRoutes } from './labels.ts'
import { agreementTrendRoutes } from './labels-agreement-trend.ts'
import { labelComparisonRoutes } from './labels-comparison.ts'
import { labelConflictRoutes } from './labels-conflicts.ts'
import { labelConfusionRoutes } from './labels-confusion.ts'
import { goodReplyRoutes } from './labels-good-replies.ts'
import { labelGuidelineRoutes } from './labels-guidelines.ts'
import { labelQualityRoutes } from './labels-quality.ts'
import { labelReturnRoutes } from './labels-returns.ts'
import { labelWithdrawalRoutes } from './labels-withdrawals.ts'
import { lakeRoutes } from './lake.ts'
import { lineageRoutes } from './lineage.ts'
import { loopRoutes, loopSteeringRoutes } from './loop.ts'
import { machineLabelRoutes } from './machine-labels.ts'
import { machinePolicyRoutes, machineRunRoutes } from './machine-runs.ts'
import { meRoutes, mySessionRoutes } from './me.ts'
import { metricsRoutes } from './metrics.ts'
import { modelRoutes } from './models.ts'
import { overviewRoutes } from './overview.ts'
import { partSetRoutes } from './part-sets.ts'
import { poolRoutes } from './pool.ts'
import { predictRoutes } from './predict.ts'
import { prometheusRoutes } from './prometheus.ts'
import { queueRoutes } from './queue.ts'
import { leaseRoutes, undoRoutes } from './queue-leases.ts'
import { queueProgressRoutes } from './queue-progress.ts'
import { revealRoutes } from './queue-reveal.ts'
import { releasePolicyRoutes } from './release-policy.ts'
import { releaseRoutes } from './releases.ts'
import { retentionRoutes } from './retention.ts'
import { ruleRoutes } from './rules.ts'
import { ruleBackTestRoutes } from './rules-back-test.ts'
import { sampleRoutes } from './samples.ts'
import { seriesRoutes } from './series.ts'
import type { App } from './server.ts'
import { linkRoutes, sessionRoutes } from './session.ts'
import { singleSignOnRoutes } from './session-oidc.ts'
import { shadowRoutes } from './shadow.ts'
import { signalRoutes } from './signals.ts'
import { skillRoutes } from './skills.ts'
import { snapshotRoutes } from './snapshots.ts'
import { taxonomyRoutes } from './taxonomy.ts'
import { taxonomyChangeRoutes } from './taxonomy-changes.ts'
import { proposalDecisionRoutes, taxonomyProposalRoutes } from './taxonomy-proposals.ts'
import { textAnswerRoutes, textTaskRoutes } from './text-tasks.ts'
import { trainingRecordRoutes, trainingRoutes } from './training.ts'
import { trustLookRoutes, trustRoutes } from './trust.ts'
import { truthRoutes } from './truth.ts'
import { userDoorRoutes, userRoutes } from './users.ts'

/** Every area of the interface. Each file beside this one adds its routes to the server. */
export const ROUTES: readonly ((app: App, ports: Ports) => void)[] = [
  prometheusRoutes, // first: its hooks count the others
  healthRoutes,
  eventRoutes,
  conversationRoutes,
  conversationSearchRoutes,
  conversationExportRoutes,
  clockRoutes,
  keyRoutes,
  sessionRoutes,
  linkRoutes,
  singleSignOnRoutes,
  meRoutes,
  mySessionRoutes,
  userRoutes,
  userDoorRoutes,
  auditRoutes,
  poolRoutes,
  ruleRoutes,
  ruleBackTestRoutes,
  signalRoutes,
  faultRoutes,
  featureConfigRoutes,
  attributionRoutes,
  partSetRoutes,
  queueRoutes,
  sampleRoutes,
  leaseRoutes,
  undoRoutes,
  revealRoutes,
  queueProgressRoutes,
  labelRoutes,
  labelConflictRoutes,
  labelWithdrawalRoutes,
  labelReturnRoutes,
  labelConfusionRoutes,
  labelComparisonRoutes,
  agreementTrendRoutes,
  labelQualityRoutes,
  labelGuidelineRoutes,
  goodReplyRoutes,
  taxonomyRoutes,
  taxonomyChangeRoutes,
  taxonomyProposalRoutes,
  proposalDecisionRoutes,
  labellingRuleRoutes,
  machinePolicyRoutes,
  machineRunRoutes,
  machineLabelRoutes,
  textTaskRoutes,
  textAnswerRoutes,
  labelErrorRoutes,
  labelSourceRoutes,
  predictRoutes,
  trainingRoutes,
  trainingRecordRoutes,
  snapshotRoutes,
  modelRoutes,
  goldRoutes,
  goldVersionRoutes,
  evaluationRoutes,
  evaluationRecordRoutes,
  calibrationRoutes,
  gateRoutes,
  skillRoutes,
  shadowRoutes,
  lineageRoutes,
  idRoutes,
  loopRoutes,
  loopSteeringRoutes,
  lakeRoutes,
  releaseRoutes,
  releasePolicyRoutes,
  experimentRoutes,
  metricsRoutes,
  truthRoutes,
  trustRoutes,
  trustLookRoutes,
  seriesRoutes,
  driftRoutes,
  alertRoutes,
  overviewRoutes,
  assistantRoutes,
  erasureRoutes,
  retentionRoutes,
]
