import { Button, Card, Flex, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { Loaded } from '../../parts/Loaded.tsx'
import type { RuleVersion } from './answers.ts'
import { CompareCard } from './CompareCard.tsx'
import { RestoreDialog } from './RestoreDialog.tsx'
import { useVersions } from './useRules.ts'
import { useVersionColumns } from './version-columns.tsx'

interface VersionsViewProps {
  readonly current: RuleVersion
  readonly now: number
  readonly mayChange: boolean
}

/** All versions, the difference of any two, and the way back to one. */
export function VersionsView({ current, now, mayChange }: VersionsViewProps) {
  const { t } = useTranslation('rules')
  const [params, setParams] = useSearchParams()
  const [before, setBefore] = useState<number | undefined>()
  const [restoring, setRestoring] = useState<number | null>(null)
  const versions = useVersions(before)
  const numberIn = (name: string, usual: number): number => Number(params.get(name)) || usual
  const [from, to] = [numberIn('from', Math.max(1, current.version - 1)), numberIn('to', current.version)]
  const compare = (pair: { from: number; to: number }): void =>
    setParams({ tab: 'versions', from: String(pair.from), to: String(pair.to) }, { replace: true })
  const columns = useVersionColumns({
    ...{ current: current.version, now, mayChange },
    onCompare: (version) => compare({ from: Math.max(1, version - 1), to: version }),
    onRestore: setRestoring,
  })
  return (
    <Flex vertical gap="middle">
      <Card size="small" title={t('versions.title')}>
        <Loaded query={versions}>
          {({ versions: shown, next }) => (
            <>
              <Table
                size="small"
                rowKey="version"
                pagination={false}
                scroll={{ x: 800 }}
                dataSource={shown}
                columns={columns}
              />
              {(next !== null || before !== undefined) && (
                <Flex gap="small" justify="end" style={{ marginTop: 8 }}>
                  <Button disabled={before === undefined} onClick={() => setBefore(undefined)}>
                    {t('versions.newest')}
                  </Button>
                  <Button disabled={next === null} onClick={() => setBefore(next ?? undefined)}>
                    {t('versions.older')}
                  </Button>
                </Flex>
              )}
            </>
          )}
        </Loaded>
      </Card>
      <CompareCard from={from} to={to} latest={current.version} onChange={compare} />
      <RestoreDialog version={restoring} current={current.version} onClose={() => setRestoring(null)} />
    </Flex>
  )
}
