import { useQuery } from '@tanstack/react-query'
import { Alert, Flex, Select, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../../../api/client.ts'
import { useFormat } from '../../../parts/format.ts'
import { Loaded } from '../../../parts/Loaded.tsx'
import { Nothing } from '../../../parts/Nothing.tsx'
import { useAddress } from '../address.ts'
import { isRated, RATED_TASKS, type RatedTask, useNames } from '../names.ts'
import { PeriodChoice, type Time, useTime } from '../Period.tsx'
import { ConfusedItems } from './ConfusedItems.tsx'
import { ConfusionTable } from './ConfusionTable.tsx'

/** More rows than a screen can show side by side. */
const MOST_LABELS = 40

/** Which labels are taken for which, by whom; each cell opens what stands behind it. */
export function ConfusionTab() {
  const { t } = useTranslation('quality')
  const address = useAddress()
  const time = useTime()
  const given = address.read('task')
  const task: RatedTask = isRated(given) ? given : 'intent'
  const who = { annotator: address.read('annotator'), beside: address.read('beside') }
  const asked = { task, ...(who.annotator && { annotator: who.annotator }), ...(who.beside && { beside: who.beside }) }
  const query = useQuery({
    queryKey: ['quality', 'confusion', asked, time],
    queryFn: () => bodyOf(api.GET('/v1/confusion', { params: { query: { ...asked, ...time } } })),
    enabled: time !== undefined,
  })
  const [label, other] = [address.read('label'), address.read('other')]
  return (
    <Flex vertical gap="middle">
      <Choices task={task} annotator={who.annotator} beside={who.beside} time={time} />
      <Loaded query={query} rows={8}>
        {(data) =>
          data.pairs === 0 ? (
            <Nothing title={t('confusion.none')} hint={t('confusion.noneWhy')} />
          ) : (
            <>
              <Summary units={data.units} pairs={data.pairs} labels={data.labels.length} />
              <ConfusionTable
                task={task}
                labels={data.labels}
                cells={data.cells}
                most={MOST_LABELS}
                annotator={who.annotator}
                beside={who.beside}
                chosen={label !== null && other !== null ? { label, other } : null}
                onCell={(cell) => address.set({ label: cell.label, other: cell.other })}
              />
            </>
          )
        }
      </Loaded>
      {label !== null && other !== null && time !== undefined && (
        <ConfusedItems
          asked={{ ...asked, ...time, label, other }}
          onClose={() => address.set({ label: null, other: null })}
        />
      )}
    </Flex>
  )
}

function Summary({
  units,
  pairs,
  labels,
}: {
  readonly units: number
  readonly pairs: number
  readonly labels: number
}) {
  const { t } = useTranslation('quality')
  const format = useFormat()
  return (
    <>
      <Typography.Text type="secondary">
        {t('confusion.about', { units: format.number(units), pairs: format.number(pairs) })}
      </Typography.Text>
      {labels > MOST_LABELS && (
        <Alert
          type="info"
          showIcon
          title={t('confusion.most', { most: format.number(MOST_LABELS), labels: format.number(labels) })}
        />
      )}
    </>
  )
}

interface ChoicesProps {
  readonly task: RatedTask
  readonly annotator: string | null
  readonly beside: string | null
  readonly time: Time | undefined
}

function Choices({ task, annotator, beside, time }: ChoicesProps) {
  const { t } = useTranslation('quality')
  const address = useAddress()
  const names = useNames()
  const people = useQuery({
    queryKey: ['quality', 'annotators', time],
    queryFn: () => bodyOf(api.GET('/v1/annotators', { params: { query: time ?? {} } })),
    enabled: time !== undefined,
  })
  const who = (people.data?.annotators ?? []).map(({ annotator: name }) => ({ value: name, label: name }))
  const cleared = { label: null, other: null }
  return (
    <Flex wrap gap="small" align="center">
      <Select
        aria-label={t('confusion.task')}
        style={{ minWidth: 140 }}
        value={task}
        options={RATED_TASKS.map((value) => ({ value, label: names.task(value) }))}
        onChange={(value) => address.set({ task: value, ...cleared })}
      />
      <Select
        aria-label={t('confusion.rows')}
        style={{ minWidth: 180 }}
        allowClear
        showSearch
        value={annotator}
        placeholder={t('confusion.everybody')}
        options={who}
        onChange={(value: string | undefined) => address.set({ annotator: value ?? null, ...cleared })}
      />
      <span>{t('confusion.with')}</span>
      <Select
        aria-label={t('confusion.columns')}
        style={{ minWidth: 180 }}
        allowClear
        showSearch
        value={beside}
        placeholder={t('confusion.allOthers')}
        options={who.filter(({ value }) => value !== annotator)}
        onChange={(value: string | undefined) => address.set({ beside: value ?? null, ...cleared })}
      />
      <span style={{ marginInlineStart: 'auto' }}>
        <PeriodChoice />
      </span>
    </Flex>
  )
}
