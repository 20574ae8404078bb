import { Alert, Button, Flex, Select, Switch, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Failure } from '../../../parts/Failure.tsx'
import { useFormat } from '../../../parts/format.ts'
import { Act } from '../Act.tsx'
import { useAddress } from '../address.ts'
import { MODEL_TASKS, useNames } from '../names.ts'
import { AddGoldDialog, RetireGoldDialog } from './GoldDialogs.tsx'
import { GoldHits } from './GoldHits.tsx'
import { GoldItems } from './GoldItems.tsx'
import { GoldVersions } from './GoldVersions.tsx'
import { type GoldFilter, useGold } from './gold-query.ts'

function useFilter(): GoldFilter {
  const address = useAddress()
  return {
    version: address.read('version'),
    task: address.read('task') === 'objection' ? 'objection' : 'intent',
    label: address.read('label'),
    doubtful: address.read('doubtful') === 'true',
  }
}

/** The fixed test set, how people do on hidden checks, and what rests on answers that no longer count. */
export function GoldTab() {
  const { t } = useTranslation('quality')
  const format = useFormat()
  const filter = useFilter()
  const query = useGold(filter)
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [dialog, setDialog] = useState<'add' | 'retire' | null>(null)
  const first = query.data?.pages[0]
  const close = (): void => setDialog(null)
  return (
    <Flex vertical gap="middle">
      <GoldHits />
      {first !== undefined && first.doubtful > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t('gold.doubtful', { count: first.doubtful, shown: format.number(first.doubtful) })}
        />
      )}
      <GoldBar filter={filter} chosen={chosen.length} onAct={setDialog} counts={first?.counts ?? {}} />
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      <GoldItems
        items={query.data?.pages.flatMap((page) => page.items) ?? []}
        task={filter.task}
        loading={query.isPending}
        chosen={chosen}
        onChoose={setChosen}
      />
      {query.hasNextPage && (
        <Flex justify="center">
          <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('more')}
          </Button>
        </Flex>
      )}
      <GoldVersions />
      {dialog === 'add' && <AddGoldDialog task={filter.task} onClose={close} />}
      {dialog === 'retire' && (
        <RetireGoldDialog
          ids={chosen}
          onClose={() => {
            setChosen([])
            close()
          }}
          onCancel={close}
        />
      )}
    </Flex>
  )
}

interface GoldBarProps {
  readonly filter: GoldFilter
  readonly counts: Readonly<Record<string, number>>
  readonly chosen: number
  readonly onAct: (act: 'add' | 'retire') => void
}

function GoldBar({ filter, counts, chosen, onAct }: GoldBarProps) {
  const { t } = useTranslation('quality')
  const format = useFormat()
  const names = useNames()
  const address = useAddress()
  return (
    <Flex wrap gap="small" align="center">
      <Select
        aria-label={t('confusion.task')}
        style={{ minWidth: 170 }}
        value={filter.task}
        options={MODEL_TASKS.map((task) => ({
          value: task,
          label: t('gold.ofTask', { task: names.task(task), items: format.number(counts[task] ?? 0) }),
        }))}
        onChange={(task) => address.set({ task: task === 'intent' ? null : task, label: null })}
      />
      <Select
        aria-label={t('gold.label')}
        style={{ minWidth: 180 }}
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        placeholder={t('gold.everyLabel')}
        value={filter.label}
        options={names.options(filter.task)}
        onChange={(label: string | undefined) => address.set({ label: label ?? null })}
      />
      <Switch
        aria-label={t('gold.onlyDoubtful')}
        checked={filter.doubtful}
        onChange={(on) => address.set({ doubtful: on ? 'true' : null })}
      />
      <span>{t('gold.onlyDoubtful')}</span>
      {filter.version !== null && <Button onClick={() => address.set({ version: null })}>{t('gold.latest')}</Button>}
      <Typography.Text type="secondary" style={{ marginInlineStart: 'auto' }}>
        {chosen > 0 && t('gold.chosen', { chosen: format.number(chosen) })}
      </Typography.Text>
      <Act scope="train" danger disabled={chosen === 0 || filter.version !== null} onClick={() => onAct('retire')}>
        {t('gold.retire')}
      </Act>
      <Act scope="train" type="primary" onClick={() => onAct('add')}>
        {t('gold.add')}
      </Act>
    </Flex>
  )
}
