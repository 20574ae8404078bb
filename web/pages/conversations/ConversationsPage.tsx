import { DownloadOutlined, LinkOutlined, ReloadOutlined } from '@ant-design/icons'
import { App, Button, Dropdown, Flex } from 'antd'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { Failure } from '../../parts/Failure.tsx'
import { Nothing } from '../../parts/Nothing.tsx'
import { PageFrame } from '../../parts/PageFrame.tsx'
import { useCountedRows } from './counted-rows.ts'
import { FilterBar } from './FilterBar.tsx'
import { FilterChips } from './FilterChips.tsx'
import { useFoundRows } from './found-rows.ts'
import { HowMany } from './HowMany.tsx'
import { addressOf } from './RowLine.tsx'
import { RowTable } from './RowTable.tsx'
import type { Rows } from './rows.ts'
import {
  activeFilters,
  type Change,
  changed,
  looksInMessages,
  readSearch,
  type Search,
  searchParamsOf,
} from './search.ts'

/** Looks for conversations; the address holds the search and the place in it. */
export default function ConversationsPage() {
  const { t } = useTranslation('conversations')
  const [params, setParams] = useSearchParams()
  const search = useMemo(() => readSearch(params), [params])
  const [seen, setSeen] = useState<readonly [number, number]>([0, 0])
  const inMessages = looksInMessages(search)
  const counted = useCountedRows(search, seen, !inMessages)
  const found = useFoundRows(search, seen[1], inMessages)
  const rows = inMessages ? found : counted
  const change = useCallback((to: Change) => setParams((now) => changed(now, to)), [setParams])
  return (
    <PageFrame fill title={t('title')} about={t('about')} actions={<Actions search={search} refresh={rows.refresh} />}>
      <FilterBar search={search} onChange={change} />
      <FilterChips search={search} onChange={change} />
      {rows.error !== null && <Failure error={rows.error} retry={rows.refresh} />}
      <HowMany rows={rows} />
      <List key={searchParamsOf(search).toString()} {...{ rows, search, change }} onSeen={setSeen} />
    </PageFrame>
  )
}

interface ListProps {
  readonly rows: Rows
  readonly search: Search
  readonly change: (change: Change) => void
  readonly onSeen: (seen: readonly [number, number]) => void
}

function List({ rows, search, change, onSeen }: ListProps) {
  const { t } = useTranslation('conversations')
  const navigate = useNavigate()
  const [at, setAt] = usePlace()
  if (rows.error !== null && rows.count === 0) return null
  if (!rows.waiting && rows.count === 0 && (rows.looked === null || rows.looked.done)) {
    const filtered = activeFilters(search).length > 0
    return (
      <Nothing
        title={t(filtered ? 'nothing.found' : 'nothing.yet')}
        hint={t(filtered ? 'nothing.foundHint' : 'nothing.yetHint')}
        action={filtered && <Button onClick={() => change(clearAll(search))}>{t('clear')}</Button>}
      />
    )
  }
  if (!rows.waiting && rows.count === 0 && rows.more !== null)
    return <Nothing title={t('nothing.soFar')} hint={t('nothing.soFarHint')} />
  const open = (place: number): void => {
    const line = rows.row(place)
    if (line === null) return
    keepPlace(place) // before the page is left, so that the way back leads here
    void navigate(addressOf(line.conversation_id))
  }
  return <RowTable rows={rows} at={at} onAt={setAt} onSeen={onSeen} onOpen={open} />
}

const clearAll = (search: Search): Change =>
  Object.fromEntries(activeFilters(search).map(([name]) => [name, null] as const))

const PLACE_LATER_MS = 400

/** The row that the keyboard is on, kept in the address. Browsers refuse many changes of it in a row, so it follows later. */
function usePlace(): [at: number, setAt: (at: number) => void] {
  const [at, setAt] = useState(() => Number(new URLSearchParams(window.location.search).get('at') ?? 0) || 0)
  useEffect(() => {
    if (at === 0) return
    const later = setTimeout(() => keepPlace(at), PLACE_LATER_MS)
    return () => clearTimeout(later)
  }, [at])
  return [at, setAt]
}

function keepPlace(at: number): void {
  const address = new URL(window.location.href)
  address.searchParams.set('at', String(at))
  window.history.replaceState(window.history.state, '', address)
}

function Actions({ search, refresh }: { search: Search; refresh: () => void }) {
  const { t } = useTranslation('conversations')
  const { message } = App.useApp()
  const copy = async (): Promise<void> => {
    const address = `${window.location.origin}/conversations?${searchParamsOf(search)}`
    await navigator.clipboard.writeText(address).then(
      () => message.success(t('linkCopied')),
      () => message.warning(address),
    )
  }
  const formats = (['csv', 'jsonl'] as const).map((format) => ({
    key: format,
    label: (
      <a href={exportOf(search, format)} download>
        {t(`export.${format}`)}
      </a>
    ),
  }))
  return (
    <Flex gap="small" wrap>
      <Button icon={<ReloadOutlined />} onClick={refresh}>
        {t('refresh')}
      </Button>
      <Button icon={<LinkOutlined />} onClick={() => void copy()}>
        {t('copyLink')}
      </Button>
      <Dropdown menu={{ items: formats }} trigger={['click']}>
        <Button icon={<DownloadOutlined />}>{t('export.title')}</Button>
      </Dropdown>
    </Flex>
  )
}

function exportOf(search: Search, format: string): string {
  const params = searchParamsOf(search)
  params.set('sort', search.sort)
  params.set('format', format)
  return `/v1/exports/conversations?${params}`
}
