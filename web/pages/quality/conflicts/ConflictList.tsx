import { Flex, Tag, Typography, theme } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../../parts/format.ts'
import { useNames } from '../names.ts'
import type { ConflictSample } from './conflict-query.ts'

interface ConflictListProps {
  readonly conflicts: readonly ConflictSample[]
  readonly chosen: string | null
  readonly onChoose: (sampleId: string) => void
}

/** The conflicts in their order; the chosen one is marked by more than colour. */
export function ConflictList({ conflicts, chosen, onChoose }: ConflictListProps) {
  const { t } = useTranslation('quality')
  return (
    <nav aria-label={t('conflicts.list')} style={{ maxHeight: '70vh', overflow: 'auto' }}>
      <Flex vertical gap={4}>
        {conflicts.map((sample) => (
          <Entry
            key={sample.sample_id}
            sample={sample}
            isChosen={sample.sample_id === chosen}
            onChoose={() => onChoose(sample.sample_id)}
          />
        ))}
      </Flex>
    </nav>
  )
}

interface EntryProps {
  readonly sample: ConflictSample
  readonly isChosen: boolean
  readonly onChoose: () => void
}

function Entry({ sample, isChosen, onChoose }: EntryProps) {
  const { t } = useTranslation('quality')
  const { token } = theme.useToken()
  const format = useFormat()
  const names = useNames()
  const people = new Set(sample.conflicts.flatMap(({ choices }) => choices.map(({ annotator }) => annotator)))
  return (
    <button
      type="button"
      aria-current={isChosen}
      onClick={onChoose}
      style={{
        textAlign: 'start',
        padding: 8,
        font: 'inherit',
        color: token.colorText,
        cursor: 'pointer',
        border: `1px solid ${isChosen ? token.colorPrimary : token.colorBorderSecondary}`,
        borderInlineStartWidth: isChosen ? 4 : 1,
        borderRadius: token.borderRadius,
        background: isChosen ? token.colorFillTertiary : token.colorBgContainer,
      }}
    >
      <Typography.Text ellipsis style={{ maxWidth: 180 }}>
        {sample.conversation_id}
      </Typography.Text>
      <Flex wrap gap={4}>
        {sample.conflicts.map((conflict) => (
          <Tag key={`${conflict.task} ${conflict.event_id}`}>{names.task(conflict.task)}</Tag>
        ))}
      </Flex>
      <Typography.Text type="secondary" style={{ fontSize: 12 }}>
        {t('conflicts.between', { people: format.list([...people]) })}
      </Typography.Text>
    </button>
  )
}
