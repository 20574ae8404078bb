import { Card, Flex, Progress, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { useCodeName } from '../../parts/CodeName.tsx'
import { useFormat } from '../../parts/format.ts'
import type { Model } from './faults.ts'

const MOST = 12

/** What the scores of a model rest on, the strongest first. */
export function PushesCard({ model }: { readonly model: Model }) {
  const { t } = useTranslation('faults')
  const format = useFormat()
  const nameOf = useCodeName()
  const shown = model.pushes.slice(0, MOST)
  const most = shown[0]?.size ?? 1
  return (
    <Card size="small" title={t('pushes.title')}>
      <Typography.Paragraph type="secondary">{t('pushes.about')}</Typography.Paragraph>
      <Flex vertical gap="small">
        {shown.map(({ input, size, towards }) => (
          <Flex key={input} vertical gap={0}>
            <Flex justify="space-between" gap="small">
              <Typography.Text>{nameOf('fault_input', input)}</Typography.Text>
              <Typography.Text type="secondary" style={{ whiteSpace: 'nowrap' }}>
                {t('pushes.size', { size: format.number(size, 2), towards: format.percent(towards, 0) })}
              </Typography.Text>
            </Flex>
            <Progress
              percent={(100 * size) / most}
              showInfo={false}
              status="normal"
              size="small"
              aria-label={nameOf('fault_input', input)}
            />
          </Flex>
        ))}
      </Flex>
    </Card>
  )
}
