import { useQuery } from '@tanstack/react-query'
import { Flex } from 'antd'
import { api, bodyOf } from '../../api/client.ts'
import { Loaded } from '../../parts/Loaded.tsx'
import { RefoldCard } from './RefoldCard.tsx'
import { SameQuestionCard } from './SameQuestionCard.tsx'

const LOOK_MS = 2000

/** When two messages are the same question, and whether the rows follow it already. */
export function SameQuestionTab() {
  const config = useQuery({
    queryKey: ['feature-config'],
    queryFn: () => bodyOf(api.GET('/v1/features/config')),
    refetchInterval: ({ state }) => (state.data?.refold?.finished_at === null ? LOOK_MS : false),
  })
  return (
    <Loaded query={config}>
      {(answer) => (
        <Flex vertical gap="middle">
          <SameQuestionCard config={answer} />
          <RefoldCard config={answer} />
        </Flex>
      )}
    </Loaded>
  )
}
