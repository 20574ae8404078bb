import { Button, Flex, Progress, Tag, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { useCodeName } from '../../parts/CodeName.tsx'
import { useFormat } from '../../parts/format.ts'
import { Pushes, Said } from './Pushes.tsx'
import type { TurnParts } from './whole.ts'

const FAULTS = ['intent', 'objection', 'wording', 'policy'] as const
const CLUE = 'clue_'

interface TurnPartsProps {
  readonly turn: TurnParts
  /** Which reply of the conversation, from 1. */
  readonly n: number
  readonly on: boolean
  readonly onShow: () => void
}

/** One reply: how likely each part failed, the clues of the table, and what speaks for and against. */
export function TurnPartsBox({ turn, n, on, onShow }: TurnPartsProps) {
  const { t } = useTranslation('conversation')
  const format = useFormat()
  const codeName = useCodeName()
  const nameOf = (input: string) =>
    input.startsWith(CLUE) ? codeName('clue', input.slice(CLUE.length)) : codeName('turn_input', input)
  const clues = turn.clues.map(({ clue }) => codeName('clue', clue))
  return (
    <Flex vertical gap={2} style={{ paddingBlock: 6 }}>
      <Flex justify="space-between" align="center" gap="small" wrap>
        <Button size="small" type={on ? 'primary' : 'default'} aria-pressed={on} onClick={onShow}>
          {t('attribution.reply', { n })}
        </Button>
        <Flex gap={4} align="center">
          <Typography.Text type="secondary">{t('attribution.fault')}</Typography.Text>
          <strong>{format.percent(1 - turn.parts.none, 0)}</strong>
          {turn.likeliest !== 'none' && <Tag color="warning">{codeName('part', turn.likeliest)}</Tag>}
        </Flex>
      </Flex>
      {FAULTS.map((part) => (
        <Flex key={part} gap="small" align="center">
          <span style={{ flex: '0 0 6em' }}>{codeName('part', part)}</span>
          <Progress
            percent={100 * turn.parts[part]}
            showInfo={false}
            size="small"
            aria-label={codeName('part', part)}
            style={{ flex: 1, margin: 0 }}
          />
          <span style={{ flex: '0 0 3.5em', textAlign: 'end' }}>{format.percent(turn.parts[part], 0)}</span>
        </Flex>
      ))}
      <Said label={t('attribution.clues')} what={clues} />
      <Pushes reasons={turn.reasons} nameOf={nameOf} />
    </Flex>
  )
}
