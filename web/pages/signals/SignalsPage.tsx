import { Flex, Segmented, Select, Spin, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useFormat } from '../../parts/format.ts'
import { Loaded } from '../../parts/Loaded.tsx'
import { Nothing } from '../../parts/Nothing.tsx'
import { PageFrame } from '../../parts/PageFrame.tsx'
import { PairsCard } from './PairsCard.tsx'
import { ProposalsCard } from './ProposalsCard.tsx'
import { SummaryRow } from './SummaryRow.tsx'
import { WorthCard } from './WorthCard.tsx'
import { SPANS, searchOf, useGround, useWorth, type View, viewOf, type WorthAnswer } from './worth.ts'

/** What each rule and signal is worth in finding the model's faults, and which rules should come or go. */
export default function SignalsPage() {
  const { t } = useTranslation('signals')
  const [search, setSearch] = useSearchParams()
  const view = viewOf(search)
  const ground = useGround()
  const onView = (next: View): void => setSearch(searchOf(next), { replace: true })
  return (
    <PageFrame
      title={t('title')}
      about={t('about')}
      actions={<Choices view={view} assistants={ground.data?.assistants ?? []} onView={onView} />}
    >
      <Loaded query={ground} rows={10}>
        {({ now }) => <WorthOf now={now} view={view} onView={onView} />}
      </Loaded>
    </PageFrame>
  )
}

interface WorthOfProps {
  readonly now: number
  readonly view: View
  readonly onView: (view: View) => void
}

function WorthOf({ now, view, onView }: WorthOfProps) {
  const worth = useWorth(view, now)
  return (
    <Loaded query={worth} rows={10}>
      {(answer) => (
        <Spin spinning={worth.isPlaceholderData} delay={300}>
          <WorthView answer={answer} view={view} onView={onView} />
        </Spin>
      )}
    </Loaded>
  )
}

interface WorthViewProps {
  readonly answer: WorthAnswer
  readonly view: View
  readonly onView: (view: View) => void
}

function WorthView({ answer, view, onView }: WorthViewProps) {
  const { t } = useTranslation('signals')
  const format = useFormat()
  if (answer.base.judged === 0) return <Nothing title={t('nothing')} hint={t('nothingHint')} />
  return (
    <Flex vertical gap="middle">
      <SummaryRow answer={answer} />
      <ProposalsCard answer={answer} />
      <WorthCard answer={answer} kind={view.kind} onKind={(kind) => onView({ ...view, kind })} />
      <PairsCard answer={answer} shape={view.pairs} onShape={(pairs) => onView({ ...view, pairs })} />
      <Typography.Text type="secondary">
        {t('how')} {t('took', { took: format.span(answer.took_ms), version: answer.rules_version })}
      </Typography.Text>
    </Flex>
  )
}

interface ChoicesProps {
  readonly view: View
  readonly assistants: readonly string[]
  readonly onView: (view: View) => void
}

function Choices({ view, assistants, onView }: ChoicesProps) {
  const { t } = useTranslation('signals')
  const names =
    view.assistant === '' || assistants.includes(view.assistant) ? assistants : [...assistants, view.assistant]
  return (
    <Flex wrap gap="small">
      <Segmented<number>
        aria-label={t('span')}
        value={view.days}
        onChange={(days) => onView({ ...view, days })}
        options={SPANS.map((days) => ({ value: days, label: t(`days.${days}`) }))}
      />
      <Select
        aria-label={t('assistant')}
        value={view.assistant}
        onChange={(assistant) => onView({ ...view, assistant })}
        style={{ minWidth: 180 }}
        options={[{ value: '', label: t('allAssistants') }, ...names.map((name) => ({ value: name, label: name }))]}
      />
    </Flex>
  )
}
