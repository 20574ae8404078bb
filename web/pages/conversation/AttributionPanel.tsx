import { Alert, Button, Card, Flex, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Loaded } from '../../parts/Loaded.tsx'
import { TurnPartsBox } from './TurnPartsBox.tsx'
import { TURN } from './timeline.ts'
import { type TurnParts, useAttribution } from './whole.ts'

const MOST = 3

interface AttributionProps {
  readonly id: string
  readonly shown: string | null
  readonly onShow: (shown: string | null) => void
}

/** Of each reply the chance of each part to be at fault, the most probable first, with what shows it. */
export function AttributionPanel({ id, shown, onShow }: AttributionProps) {
  const { t } = useTranslation('conversation')
  const query = useAttribution(id)
  return (
    <Card size="small" title={t('attribution.title')}>
      <Loaded query={query} rows={3}>
        {({ model, learned, turns }) => {
          if (model === null) return <Typography.Text type="secondary">{t('attribution.notTrained')}</Typography.Text>
          if (turns.length === 0) return <Typography.Text type="secondary">{t('attribution.noTurns')}</Typography.Text>
          return (
            <Flex vertical gap="small">
              {!learned && <Alert type="info" showIcon title={t('attribution.fromTable')} />}
              <Turns turns={turns} shown={shown} onShow={onShow} />
            </Flex>
          )
        }}
      </Loaded>
    </Card>
  )
}

function Turns({ turns, shown, onShow }: Omit<AttributionProps, 'id'> & { readonly turns: readonly TurnParts[] }) {
  const { t } = useTranslation('conversation')
  const [all, setAll] = useState(false)
  const ordered = turns.map((turn, i) => ({ turn, n: i + 1 })).sort((a, b) => a.turn.parts.none - b.turn.parts.none)
  return (
    <>
      {(all ? ordered : ordered.slice(0, MOST)).map(({ turn, n }) => {
        const name = `${TURN}${turn.turn_id}`
        return (
          <TurnPartsBox
            key={turn.turn_id}
            turn={turn}
            n={n}
            on={shown === name}
            onShow={() => onShow(shown === name ? null : name)}
          />
        )
      })}
      {!all && ordered.length > MOST && (
        <Button size="small" type="link" onClick={() => setAll(true)}>
          {t('attribution.more', { count: ordered.length })}
        </Button>
      )}
    </>
  )
}
