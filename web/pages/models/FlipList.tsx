import { Button, Flex, Segmented, Select, Table, type TableColumnsType, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useCodeName } from '../../parts/CodeName.tsx'
import { useFormat } from '../../parts/format.ts'
import { IdText } from '../../parts/IdText.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Nothing } from '../../parts/Nothing.tsx'
import type { Evaluation, Item, Outcome } from './answers.ts'
import { conversationPath } from './paths.ts'
import { useItems } from './queries.ts'

const OUTCOMES = ['broken', 'mended', 'wrong'] as const
type Task = 'intent' | 'objection'

/** Item by item, what was right and is wrong, and the other way round; each leads to its conversation. */
export function FlipList({ evaluation }: { evaluation: Evaluation }) {
  const { t } = useTranslation('models')
  const nameOf = useCodeName()
  const [params, setParams] = useSearchParams()
  const tasks = Object.keys(evaluation.tasks) as Task[]
  const task = tasks.find((each) => each === params.get('task')) ?? tasks[0]!
  const outcome: Outcome = OUTCOMES.find((each) => each === params.get('outcome')) ?? 'broken'
  const label = params.get('label')
  const set = (name: string, value: string | null): void => {
    const changed = new URLSearchParams(params)
    if (value === null) changed.delete(name)
    else changed.set(name, value)
    if (name === 'task') changed.delete('label')
    setParams(changed)
  }
  const labels = evaluation.tasks[task]?.after.labels.map((each) => each.label) ?? []
  const difference = evaluation.tasks[task]?.difference
  const counts = { broken: difference?.only_before, mended: difference?.only_after, wrong: undefined }
  return (
    <Flex vertical gap="small">
      <Flex wrap gap="small">
        <Segmented<Task>
          aria-label={t('flips.task')}
          value={task}
          options={tasks.map((value) => ({ value, label: nameOf('task', value) }))}
          onChange={(value) => set('task', value)}
        />
        <Segmented<Outcome>
          aria-label={t('flips.outcome')}
          value={outcome}
          options={OUTCOMES.map((value) => ({
            value,
            label:
              counts[value] === undefined
                ? t(`flips.${value}`)
                : t('flips.counted', { name: t(`flips.${value}`), count: counts[value] }),
          }))}
          onChange={(value) => set('outcome', value)}
        />
        <Select
          aria-label={t('flips.label')}
          allowClear
          showSearch
          placeholder={t('flips.label')}
          style={{ minWidth: 200 }}
          value={label}
          options={labels.map((value) => ({ value, label: value }))}
          onChange={(value: string | undefined) => set('label', value ?? null)}
        />
      </Flex>
      <Items evaluation={evaluation.evaluation_id} task={task} outcome={outcome} label={label} />
    </Flex>
  )
}

interface ItemsProps {
  readonly evaluation: string
  readonly task: Task
  readonly outcome: Outcome
  readonly label: string | null
}

function Items({ evaluation, task, outcome, label }: ItemsProps) {
  const { t } = useTranslation('models')
  const items = useItems(evaluation, outcome, task, label)
  const columns = useColumns()
  return (
    <Loaded query={items}>
      {({ pages }) => {
        const found = pages.flatMap((page) => page.items)
        if (found.length === 0) return <Nothing title={t(`flips.none.${outcome as (typeof OUTCOMES)[number]}`)} />
        return (
          <Flex vertical gap="small" align="flex-start">
            <Table<Item>
              size="small"
              rowKey="gold_id"
              columns={columns}
              dataSource={found}
              pagination={false}
              scroll={{ x: 'max-content' }}
              style={{ width: '100%' }}
            />
            {items.hasNextPage && (
              <Button loading={items.isFetchingNextPage} onClick={() => void items.fetchNextPage()}>
                {t('more')}
              </Button>
            )}
          </Flex>
        )
      }}
    </Loaded>
  )
}

function useColumns(): TableColumnsType<Item> {
  const { t } = useTranslation('models')
  const format = useFormat()
  const said = (label: string | null, confidence: number | null) =>
    label === null ? (
      '–'
    ) : (
      <>
        <code>{label}</code>{' '}
        {confidence !== null && <Typography.Text type="secondary">{format.percent(confidence, 0)}</Typography.Text>}
      </>
    )
  return [
    {
      title: t('flips.text'),
      dataIndex: 'text',
      render: (text: string | null) =>
        text === null ? (
          <Typography.Text type="secondary">{t('flips.erased')}</Typography.Text>
        ) : (
          <div className="any-text" style={{ maxWidth: 420 }}>
            {text}
          </div>
        ),
    },
    { title: t('flips.truth'), dataIndex: 'truth', render: (truth: string) => <code>{truth}</code> },
    { title: t('flips.before'), key: 'before', render: (_, item) => said(item.before, item.before_confidence) },
    { title: t('flips.after'), key: 'after', render: (_, item) => said(item.after, item.after_confidence) },
    {
      title: t('flips.conversation'),
      dataIndex: 'conversation_id',
      render: (id: string | null) =>
        id === null ? (
          <Typography.Text type="secondary">{t('flips.imported')}</Typography.Text>
        ) : (
          <IdText id={id} to={conversationPath(id)} />
        ),
    },
  ]
}
