import { useQuery } from '@tanstack/react-query'
import { Flex } from 'antd'
import { api, bodyOf } from '../../api/client.ts'
import { Loaded } from '../../parts/Loaded.tsx'
import { LoopPolicyForm } from './LoopPolicyForm.tsx'
import { ReleasePolicyForm } from './ReleasePolicyForm.tsx'

/** What the loop may do by itself, and how a candidate comes to everybody. */
export function LoopTab() {
  const loop = useQuery({ queryKey: ['loop-policy'], queryFn: () => bodyOf(api.GET('/v1/loop/policy')) })
  const release = useQuery({ queryKey: ['release-policy'], queryFn: () => bodyOf(api.GET('/v1/releases/policy')) })
  return (
    <Flex vertical gap="middle">
      <Loaded query={loop}>{(policy) => <LoopPolicyForm policy={policy} />}</Loaded>
      <Loaded query={release}>{(policy) => <ReleasePolicyForm policy={policy} />}</Loaded>
    </Flex>
  )
}
