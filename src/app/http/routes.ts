import type { Ports } from '../wiring.ts'
import { clockRoutes } from './clock.ts'
import { conversationRoutes } from './conversations.ts'
import { evaluationRecordRoutes, evaluationRoutes } from './evaluations.ts'
import { eventRoutes } from './events.ts'
import { gateRoutes } from './gate.ts'
import { goldRoutes, goldVersionRoutes } from './gold.ts'
import { healthRoutes } from './health.ts'
import { keyRoutes } from './keys.ts'
import { lineageRoutes } from './lineage.ts'
import { metricsRoutes } from './metrics.ts'
import { modelRoutes } from './models.ts'
import { poolRoutes } from './pool.ts'
import { predictRoutes } from './predict.ts'
import { prometheusRoutes } from './prometheus.ts'
import { queueRoutes } from './queue.ts'
import { releaseRoutes } from './releases.ts'
import { leaseRoutes, sampleRoutes } from './samples.ts'
import type { App } from './server.ts'
import { skillRoutes } from './skills.ts'
import { taxonomyRoutes } from './taxonomy.ts'
import { trainingRecordRoutes, trainingRoutes } from './training.ts'

/** Every area of the interface. Each file beside this one adds its routes to the server. */
export const ROUTES: readonly ((app: App, ports: Ports) => void)[] = [
  prometheusRoutes, // first: its hooks count the others
  healthRoutes,
  eventRoutes,
  conversationRoutes,
  clockRoutes,
  keyRoutes,
  poolRoutes,
  queueRoutes,
  sampleRoutes,
  leaseRoutes,
  taxonomyRoutes,
  predictRoutes,
  trainingRoutes,
  trainingRecordRoutes,
  modelRoutes,
  goldRoutes,
  goldVersionRoutes,
  evaluationRoutes,
  evaluationRecordRoutes,
  gateRoutes,
  skillRoutes,
  lineageRoutes,
  releaseRoutes,
  metricsRoutes,
]
