import { Card, Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { WorthTable } from './WorthTable.tsx'
import { KINDS, type Kind, type WorthAnswer } from './worth.ts'

interface WorthCardProps {
  readonly answer: WorthAnswer
  readonly kind: Kind | 'all'
  readonly onKind: (kind: Kind | 'all') => void
}

/** Every rule, signal, threshold and outcome by itself. */
export function WorthCard({ answer, kind, onKind }: WorthCardProps) {
  const { t } = useTranslation('signals')
  const lines = answer.worth.filter((worth) => (kind === 'all' ? worth.kind !== 'pair' : worth.kind === kind))
  return (
    <Card
      size="small"
      title={t('single.title')}
      extra={
        <Segmented<Kind | 'all'>
          size="small"
          aria-label={t('single.kind')}
          value={kind}
          onChange={onKind}
          options={(['all', ...KINDS] as const).map((each) => ({ value: each, label: t(`kind.${each}`) }))}
        />
      }
    >
      <WorthTable lines={lines} base={answer.base.rate?.estimate} showKind={kind === 'all'} />
    </Card>
  )
}
