import { DownOutlined } from '@ant-design/icons'
import { Button, Card, Dropdown, Flex, Segmented, Table, type TableColumnsType, Tag, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Loaded } from '../../../parts/Loaded.tsx'
import { useTaxonomy } from '../../../parts/taxonomy-names.ts'
import { may, useSession } from '../../../shell/session.ts'
import { Act } from '../Act.tsx'
import { useAddress } from '../address.ts'
import { noRows } from '../NoRows.tsx'
import { isListed, LISTED_TASKS, type ListedTask, useNames } from '../names.ts'
import { ChangeDialog } from './ChangeDialog.tsx'
import { Changes } from './Changes.tsx'
import { beginning, type ChangeDraft, KINDS, type Kind, type KnownLabel } from './change-draft.ts'
import { Proposals } from './Proposals.tsx'

/** What may be said: labels with names and definitions, how they change, and what machines propose. */
export function TaxonomyTab() {
  const { t } = useTranslation('quality')
  const names = useNames()
  const address = useAddress()
  const query = useTaxonomy()
  const given = address.read('task') ?? ''
  const task: ListedTask = isListed(given) ? given : 'intent'
  const [draft, setDraft] = useState<ChangeDraft | null>(null)
  return (
    <Flex vertical gap="middle">
      <Flex wrap justify="space-between" gap="small">
        <Segmented
          aria-label={t('confusion.task')}
          value={task}
          options={LISTED_TASKS.map((each) => ({ value: each, label: names.task(each) }))}
          onChange={(each) => address.set({ task: each === 'intent' ? null : each })}
        />
        <Act scope="train" type="primary" onClick={() => setDraft(beginning('add', null))}>
          {t('taxonomy.add')}
        </Act>
      </Flex>
      <Loaded query={query} rows={8}>
        {(data) => (
          <>
            <Card size="small" title={t('taxonomy.labels', { version: data.version })}>
              <Typography.Paragraph type="secondary">
                {t(data.decided.includes(task) ? 'taxonomy.decided' : 'taxonomy.grows')}
              </Typography.Paragraph>
              <Labels labels={data[task]} onChange={setDraft} />
            </Card>
            {draft !== null && (
              <ChangeDialog
                task={task}
                version={data.version}
                labels={data[task]}
                draft={draft}
                onDraft={setDraft}
                onClose={() => setDraft(null)}
              />
            )}
          </>
        )}
      </Loaded>
      {task !== 'style' && <Proposals task={task} />}
      <Changes task={task} />
    </Flex>
  )
}

interface LabelsProps {
  readonly labels: readonly KnownLabel[]
  readonly onChange: (draft: ChangeDraft) => void
}

function Labels({ labels, onChange }: LabelsProps) {
  const { t, i18n } = useTranslation('quality')
  const zh = i18n.language === 'zh'
  const allowed = may(useSession(), 'train')
  const kinds = KINDS.filter((kind): kind is Exclude<Kind, 'add'> => kind !== 'add')
  const columns: TableColumnsType<KnownLabel> = [
    { title: t('taxonomy.id'), width: 200, render: (_, { id }) => <code>{id}</code> },
    { title: t('taxonomy.nameZh'), width: 150, render: (_, { name_zh }) => name_zh ?? <Missing /> },
    { title: t('taxonomy.nameEn'), width: 180, render: (_, { name_en }) => name_en ?? <Missing /> },
    {
      title: t('taxonomy.definition'),
      render: (_, label) => {
        const text = zh ? label.definition_zh || label.definition_en : label.definition_en || label.definition_zh
        return text ? <span className="any-text">{text}</span> : <Missing />
      },
    },
    {
      title: t('annotators.acts'),
      width: 120,
      render: (_, label) =>
        allowed ? (
          <Dropdown
            trigger={['click']}
            menu={{
              items: kinds.map((kind) => ({ key: kind, label: t(`taxonomy.kinds.${kind}`) })),
              onClick: ({ key }) => onChange(beginning(key as Kind, label)),
            }}
          >
            <Button size="small" icon={<DownOutlined />} iconPlacement="end">
              {t('taxonomy.change')}
            </Button>
          </Dropdown>
        ) : (
          <Act scope="train" size="small">
            {t('taxonomy.change')}
          </Act>
        ),
    },
  ]
  return (
    <Table
      size="small"
      rowKey="id"
      columns={columns}
      dataSource={[...labels]}
      pagination={labels.length > 30 ? { defaultPageSize: 30 } : false}
      scroll={{ x: 800 }}
      locale={noRows(t('taxonomy.none'))}
    />
  )
}

function Missing() {
  const { t } = useTranslation('quality')
  return <Tag>{t('taxonomy.missing')}</Tag>
}
