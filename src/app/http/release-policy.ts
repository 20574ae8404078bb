import { z } from 'zod'
import { checkedRamp } from '../../releases/ramp-check.ts'
import type { KeptPolicy } from '../../releases/release-policy-store.ts'
import type { Ports } from '../wiring.ts'
import { ApprovalBody, fromApproval, fromRamp, RampAnswer, RampBody, toRamp } from './ramp-body.ts'
import type { App } from './server.ts'
import { Name, Person } from './texts.ts'

const Answer = z.object({
  version: z.int().describe('Counts up; 0 = built in, nobody has set one'),
  assistant_id: z.string().nullable().describe('Whose policy it is; null = the default of all'),
  since: z.int().nullable(),
  who: z.string().nullable(),
  why: z.string().nullable().describe('null = built in, or set before reasons were asked for'),
  ramp: RampAnswer,
  approval: ApprovalBody,
})
const Policy = z.object({
  assistant_id: Name.nullish().describe('left out = the default of all assistants'),
  ramp: RampBody.optional(),
  approval: ApprovalBody.partial().optional(),
  who: Person,
  why: Name.describe('Stands beside the policy for good'),
})

/** GET and PUT /v1/releases/policy. */
export function releasePolicyRoutes(app: App, { learning: { ports }, clock, maskText }: Ports): void {
  app.get(
    '/v1/releases/policy',
    {
      config: { scope: 'read' },
      schema: {
        description: 'How candidates of an assistant come to everybody: stages, margins, approval.',
        querystring: z.object({ assistant_id: Name.optional() }),
        response: { 200: Answer },
      },
    },
    async ({ query: { assistant_id = null } }) => toAnswer(await ports.policies.policy(assistant_id)),
  )
  app.put(
    '/v1/releases/policy',
    {
      config: { scope: 'admin' },
      schema: {
        description:
          'Sets it for canaries that begin from now on: a running one keeps the ramp that it began with. What is left out stays.',
        body: Policy,
        response: { 200: Answer },
      },
    },
    async ({ body: { assistant_id, ramp, approval, who, why }, principal }) => {
      const assistant = assistant_id ?? null
      const before = await ports.policies.policy(assistant)
      const policy = {
        ramp: checkedRamp(ramp ? toRamp(ramp, before.ramp) : before.ramp),
        approval: {
          before: approval?.before ?? before.approval.before,
          approvers: approval?.approvers ?? before.approval.approvers,
        },
      }
      const by = { who, recordedBy: principal, why: maskText(why), at: await clock.now() }
      return toAnswer(await ports.policies.set(policy, { assistant, ...by }))
    },
  )
}

const toAnswer = ({ version, assistant, since, who, why, ramp, approval }: KeptPolicy): z.infer<typeof Answer> => ({
  version,
  assistant_id: assistant,
  since,
  who,
  why,
  ramp: fromRamp(ramp),
  approval: fromApproval(approval),
})
