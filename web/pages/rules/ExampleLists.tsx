import { Card, Col, Flex, Row, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../parts/format.ts'
import { IdText } from '../../parts/IdText.tsx'
import type { Trial } from './answers.ts'
import { PrecisionOf } from './TrialFigures.tsx'

const MOVES = ['added', 'dropped', 'kept'] as const

/** Conversations to look at: what comes in, what goes out, what stays. */
export function ExampleLists({ trial }: { readonly trial: Trial }) {
  const { t } = useTranslation('rules')
  const format = useFormat()
  return (
    <Row gutter={[12, 12]}>
      {MOVES.map((move) => {
        const { conversations, precision, examples } = trial[move]
        return (
          <Col key={move} xs={24} md={8}>
            <Card
              size="small"
              style={{ height: '100%' }}
              title={t(`examples.${move}`, { number: format.number(conversations) })}
            >
              <Flex vertical gap={4} data-testid={`examples-${move}`}>
                {conversations === 0 ? (
                  <Typography.Text type="secondary">{t('examples.none')}</Typography.Text>
                ) : (
                  <>
                    <span>
                      <Typography.Text type="secondary">{t('examples.precision')} </Typography.Text>
                      <PrecisionOf precision={precision} />
                    </span>
                    {examples.map((id) => (
                      <IdText key={id} id={id} to={`/conversations/${encodeURIComponent(id)}`} />
                    ))}
                  </>
                )}
              </Flex>
            </Card>
          </Col>
        )
      })}
    </Row>
  )
}
