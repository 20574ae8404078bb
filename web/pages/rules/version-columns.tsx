import { Button, Flex, type TableColumnsType, Tag, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { Instant } from '../../parts/Instant.tsx'
import type { RuleVersion } from './answers.ts'

interface VersionColumns {
  readonly current: number
  readonly now: number
  readonly mayChange: boolean
  onCompare(version: number): void
  onRestore(version: number): void
}

/** Columns of the list of versions. */
export function useVersionColumns(props: VersionColumns): TableColumnsType<RuleVersion> {
  const { t } = useTranslation('rules')
  const { current, now, mayChange, onCompare, onRestore } = props
  return [
    {
      title: t('versions.version'),
      width: 140,
      render: (_, { version }) => (
        <Flex gap="small" align="baseline">
          {version}
          {version === current && <Tag color="processing">{t('versions.inForce')}</Tag>}
        </Flex>
      ),
    },
    {
      title: t('versions.author'),
      width: 140,
      render: (_, { author, at }) => (at === 0 ? '–' : <span className="any-text">{author}</span>),
    },
    {
      title: t('versions.at'),
      width: 160,
      render: (_, { at }) => (at === 0 ? '–' : <Instant at={at} now={now} />),
    },
    {
      title: t('versions.comment'),
      render: (_, { at, comment, restored }) => (
        <Flex vertical>
          <span className="any-text">{at === 0 ? t('builtIn') : comment}</span>
          {restored !== null && (
            <Typography.Text type="secondary">{t('versions.restored', { version: restored })}</Typography.Text>
          )}
        </Flex>
      ),
    },
    {
      title: t('versions.rules'),
      align: 'right',
      width: 110,
      render: (_, { rules }) =>
        t('versions.on', { on: rules.filter(({ enabled }) => enabled).length, all: rules.length }),
    },
    {
      title: t('versions.actions'),
      width: 220,
      render: (_, { version }) => (
        <Flex gap="small">
          {version > 1 && (
            <Button size="small" onClick={() => onCompare(version)}>
              {t('versions.whatChanged')}
            </Button>
          )}
          {mayChange && version !== current && (
            <Button size="small" aria-label={t('restore.of', { version })} onClick={() => onRestore(version)}>
              {t('restore.open')}
            </Button>
          )}
        </Flex>
      ),
    },
  ]
}
