import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Card, Flex, Input, Table, type TableColumnsType, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, bodyOf } from '../../../api/client.ts'
import { Failure } from '../../../parts/Failure.tsx'
import { useFormat } from '../../../parts/format.ts'
import { Instant } from '../../../parts/Instant.tsx'
import { Loaded } from '../../../parts/Loaded.tsx'
import { Nothing } from '../../../parts/Nothing.tsx'
import { Act } from '../Act.tsx'
import { useAddress } from '../address.ts'
import { Field } from '../Field.tsx'

function useGuidelines(version: number | null) {
  return useQuery({
    queryKey: ['quality', 'guidelines', version],
    queryFn: () => bodyOf(api.GET('/v1/guidelines', { params: { query: version === null ? {} : { version } } })),
  })
}
type Data = NonNullable<ReturnType<typeof useGuidelines>['data']>
type Version = Data['versions'][number]

/** What annotators go by, in both languages, with all its versions. */
export function GuidelinesTab() {
  const address = useAddress()
  const given = address.read('version')
  const version = given === null || !/^\d+$/.test(given) ? null : Number(given)
  const [editing, setEditing] = useState(false)
  const query = useGuidelines(version)
  return (
    <Loaded query={query} rows={8}>
      {(data) => (
        <Flex vertical gap="middle">
          {editing ? (
            <Editor data={data} onClose={() => setEditing(false)} />
          ) : (
            <Texts data={data} isOld={version !== null} onEdit={() => setEditing(true)} />
          )}
          <Versions versions={data.versions} />
        </Flex>
      )}
    </Loaded>
  )
}

interface TextsProps {
  readonly data: Data
  readonly isOld: boolean
  readonly onEdit: () => void
}

function Texts({ data, isOld, onEdit }: TextsProps) {
  const { t } = useTranslation('quality')
  const address = useAddress()
  const edit = (
    <Act scope="train" type="primary" disabled={isOld} onClick={onEdit}>
      {t('guidelines.edit')}
    </Act>
  )
  if (data.guidelines === null)
    return <Nothing title={t('guidelines.none')} hint={t('guidelines.noneWhy')} action={edit} />
  const { text_zh, text_en, version, changed_by, changed_at } = data.guidelines
  return (
    <>
      {isOld && (
        <Alert
          type="info"
          showIcon
          title={t('guidelines.old', { version })}
          action={<Button onClick={() => address.set({ version: null })}>{t('guidelines.current')}</Button>}
        />
      )}
      <Flex wrap justify="space-between" gap="small" align="center">
        <Typography.Text type="secondary">
          {t('guidelines.state', { version, who: changed_by })} <Instant at={changed_at} />
        </Typography.Text>
        {edit}
      </Flex>
      <Flex wrap gap="middle">
        {(
          [
            ['chinese', text_zh, 'zh-CN'],
            ['english', text_en, 'en'],
          ] as const
        ).map(([name, text, lang]) => (
          <Card key={name} size="small" title={t(`guidelines.${name}`)} style={{ flex: '1 1 360px' }}>
            <div className="any-text" lang={lang}>
              {text === '' ? <Typography.Text type="secondary">{t('guidelines.empty')}</Typography.Text> : text}
            </div>
          </Card>
        ))}
      </Flex>
    </>
  )
}

function Editor({ data, onClose }: { readonly data: Data; readonly onClose: () => void }) {
  const { t } = useTranslation('quality')
  const client = useQueryClient()
  const [zh, setZh] = useState(data.guidelines?.text_zh ?? '')
  const [en, setEn] = useState(data.guidelines?.text_en ?? '')
  const [note, setNote] = useState('')
  const save = useMutation({
    mutationFn: () =>
      bodyOf(
        api.PUT('/v1/guidelines', {
          body: {
            note: note.trim(),
            version: data.guidelines?.version ?? 0,
            ...(zh !== '' && { text_zh: zh }),
            ...(en !== '' && { text_en: en }),
          },
        }),
      ),
    async onSuccess() {
      await client.invalidateQueries({ queryKey: ['quality'] })
      onClose() // only now: the old text is not to come back for a moment
    },
  })
  const fields = [
    ['chinese', zh, setZh, 'zh-CN'],
    ['english', en, setEn, 'en'],
  ] as const
  return (
    <Flex vertical gap="small">
      <Flex wrap gap="middle">
        {fields.map(([name, text, setText, lang]) => (
          <Field key={name} label={t(`guidelines.${name}`)} flex="1 1 360px">
            {(id) => (
              <Input.TextArea
                id={id}
                lang={lang}
                rows={16}
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
            )}
          </Field>
        ))}
      </Flex>
      <Field label={t('guidelines.note')}>
        {(id) => <Input id={id} value={note} onChange={(event) => setNote(event.target.value)} />}
      </Field>
      <Typography.Text type="secondary">{t('guidelines.saveAbout')}</Typography.Text>
      {save.isError && <Failure error={save.error} />}
      <Flex gap="small">
        <Act
          scope="train"
          type="primary"
          disabled={(zh === '' && en === '') || note.trim() === ''}
          loading={save.isPending}
          onClick={() => save.mutate()}
        >
          {t('guidelines.save')}
        </Act>
        <Button onClick={onClose}>{t('cancel')}</Button>
      </Flex>
    </Flex>
  )
}

function Versions({ versions }: { readonly versions: readonly Version[] }) {
  const { t } = useTranslation('quality')
  const format = useFormat()
  const address = useAddress()
  if (versions.length === 0) return null
  const columns: TableColumnsType<Version> = [
    { title: t('gold.version'), width: 90, align: 'right', render: (_, { version }) => format.number(version) },
    { title: t('guidelines.changed'), render: (_, { note }) => <span className="any-text">{note}</span> },
    { title: t('gold.who'), dataIndex: 'changed_by', width: 160 },
    { title: t('gold.at'), width: 180, render: (_, { changed_at }) => <Instant at={changed_at} /> },
    {
      title: t('annotators.acts'),
      width: 110,
      render: (_, { version }) => (
        <Button size="small" onClick={() => address.set({ version: String(version) })}>
          {t('gold.show')}
        </Button>
      ),
    },
  ]
  return (
    <Card size="small" title={t('guidelines.versions')}>
      <Table
        size="small"
        rowKey="version"
        columns={columns}
        dataSource={[...versions]}
        pagination={versions.length > 10 ? { defaultPageSize: 10 } : false}
        scroll={{ x: 640 }}
      />
    </Card>
  )
}
