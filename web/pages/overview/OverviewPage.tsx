import { Card, Flex, Segmented, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useFormat } from '../../parts/format.ts'
import { Loaded } from '../../parts/Loaded.tsx'
import { PageFrame } from '../../parts/PageFrame.tsx'
import { may, useSession } from '../../shell/session.ts'
import { LoopPicture } from './LoopPicture.tsx'
import { NeedsList } from './NeedsList.tsx'
import { useConflicts, useOverview } from './overview-queries.ts'
import { Rates } from './Rates.tsx'
import { type Choice, choiceOf, RANGES, searchOf } from './span.ts'

export default function OverviewPage() {
  const { t } = useTranslation('overview')
  const [search, setSearch] = useSearchParams()
  const session = useSession()
  const choice = choiceOf(search)
  const overview = useOverview()
  const conflicts = useConflicts(may(session, 'annotate'))
  return (
    <PageFrame title={t('title')} about={t('about')}>
      <Loaded query={overview} rows={8}>
        {(now) => (
          <>
            <Card size="small" title={t('loop.title')}>
              <LoopPicture overview={now} />
            </Card>
            <Card size="small" title={t('needs.title')}>
              <NeedsList needs={now.needs} conflicts={conflicts.data ?? null} now={now.now} />
            </Card>
          </>
        )}
      </Loaded>
      <Choices
        choice={choice}
        assistants={overview.data?.assistants ?? []}
        onChoice={(chosen) => setSearch(searchOf(chosen))}
      />
      <Rates choice={choice} now={overview.data?.now} />
    </PageFrame>
  )
}

interface ChoicesProps {
  readonly choice: Choice
  readonly assistants: readonly string[]
  readonly onChoice: (choice: Choice) => void
}

/** The span and the assistant of the figures below. */
function Choices({ choice, assistants, onChoice }: ChoicesProps) {
  const { t } = useTranslation('overview')
  const format = useFormat()
  const known = choice.assistant === '' || assistants.includes(choice.assistant)
  const names = known ? assistants : [...assistants, choice.assistant]
  return (
    <Flex wrap gap="small" align="center">
      <Segmented
        aria-label={t('choice.span')}
        value={choice.days}
        onChange={(days) => onChoice({ ...choice, days })}
        options={RANGES.map((days) => ({ value: days, label: t('choice.days', { days: format.number(days) }) }))}
      />
      <Select
        aria-label={t('choice.assistant')}
        value={choice.assistant}
        onChange={(assistant) => onChoice({ ...choice, assistant })}
        style={{ minWidth: 200 }}
        options={[{ value: '', label: t('choice.all') }, ...names.map((name) => ({ value: name, label: name }))]}
      />
    </Flex>
  )
}
