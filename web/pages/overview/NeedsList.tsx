import { CheckCircleOutlined, ExclamationCircleOutlined, InfoCircleOutlined, WarningOutlined } from '@ant-design/icons'
import { Flex, Typography, theme } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useFormat } from '../../parts/format.ts'
import { Instant } from '../../parts/Instant.tsx'
import type { NeedFact } from './facts.ts'
import { type NeedLine, needLines } from './needs.ts'

interface NeedsListProps {
  readonly needs: readonly NeedFact[]
  readonly conflicts: { readonly count: number; readonly more: boolean } | null
  readonly now: number
}

/** What stands still until a person does something, most urgent first; each line leads to where it is done. */
export function NeedsList({ needs, conflicts, now }: NeedsListProps) {
  const { t } = useTranslation('overview')
  const { token } = theme.useToken()
  const lines = needLines(needs, conflicts?.count ?? null)
  if (lines.length === 0) {
    return (
      <Flex gap="small">
        <CheckCircleOutlined style={{ color: token.colorSuccess }} />
        {t('needs.nothing')}
      </Flex>
    )
  }
  return (
    <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
      {lines.map((line) => (
        <li key={`${line.kind}-${line.severity}-${line.id}`} style={{ paddingBlock: 3 }}>
          <NeedItem line={line} now={now} />
        </li>
      ))}
    </ul>
  )
}

function NeedItem({ line, now }: { line: NeedLine; now: number }) {
  const { t } = useTranslation('overview')
  const format = useFormat()
  const words = {
    ...{ count: line.count, shown: format.number(line.count), id: line.id ?? '' },
    severity: t(`severity.${line.severity}`),
  }
  return (
    <Flex gap="small" align="baseline">
      <SeverityIcon severity={line.severity} />
      <div>
        <Link to={line.to}>{t(`needs.${line.kind}`, words)}</Link>
        {line.text !== null && (
          <Typography.Text type="secondary" className="any-text">
            {` ${line.text}`}
          </Typography.Text>
        )}
        {line.since !== null && (
          <Typography.Text type="secondary">
            {' · '}
            <Instant at={line.since} now={now} />
          </Typography.Text>
        )}
      </div>
    </Flex>
  )
}

/** Each severity has a shape of its own and a name. */
function SeverityIcon({ severity }: { severity: NeedLine['severity'] }) {
  const { t } = useTranslation('overview')
  const { token } = theme.useToken()
  const label = t(`severity.${severity}`)
  const icons: Readonly<Record<NeedLine['severity'], ReactNode>> = {
    critical: <ExclamationCircleOutlined aria-label={label} style={{ color: token.colorError }} />,
    warning: <WarningOutlined aria-label={label} style={{ color: token.colorWarning }} />,
    info: <InfoCircleOutlined aria-label={label} style={{ color: token.colorInfo }} />,
  }
  return icons[severity]
}
