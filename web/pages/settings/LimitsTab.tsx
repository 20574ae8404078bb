import { useQuery } from '@tanstack/react-query'
import { Flex } from 'antd'
import { api, bodyOf } from '../../api/client.ts'
import { Loaded } from '../../parts/Loaded.tsx'
import { AlertRulesCard } from './AlertRulesCard.tsx'
import { RetentionForm } from './RetentionForm.tsx'

/** When somebody is told, and how long data is kept. */
export function LimitsTab() {
  const alerts = useQuery({ queryKey: ['alert-rules'], queryFn: () => bodyOf(api.GET('/v1/alerts/rules')) })
  const retention = useQuery({ queryKey: ['retention'], queryFn: () => bodyOf(api.GET('/v1/retention')) })
  return (
    <Flex vertical gap="middle">
      <Loaded query={alerts}>{(rules) => <AlertRulesCard rules={rules} />}</Loaded>
      <Loaded query={retention}>{(kept) => <RetentionForm kept={kept} />}</Loaded>
    </Flex>
  )
}
