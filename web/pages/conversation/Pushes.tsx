import { Typography } from 'antd'
import { useTranslation } from 'react-i18next'

interface PushesProps {
  /** Push in log odds: above 0 towards a fault. Strongest first. */
  readonly reasons: readonly { readonly input: string; readonly push: number }[]
  readonly nameOf: (input: string) => string
}

/** What spoke for a fault and what against it. */
export function Pushes({ reasons, nameOf }: PushesProps) {
  const { t } = useTranslation('conversation')
  const named = (sign: 1 | -1): string[] =>
    reasons.filter(({ push }) => push * sign > 0).map(({ input }) => nameOf(input))
  return (
    <>
      <Said label={t('pushes.towards')} what={named(1)} />
      <Said label={t('pushes.away')} what={named(-1)} />
    </>
  )
}

/** Names after what they are; nothing if there are none. */
export function Said({ label, what }: { readonly label: string; readonly what: readonly string[] }) {
  if (what.length === 0) return null
  return (
    <Typography.Text type="secondary">
      {label}
      {': '}
      {what.join(' · ')}
    </Typography.Text>
  )
}
