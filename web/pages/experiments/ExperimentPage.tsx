import { Card, Flex, Steps, Timeline, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useParams, useSearchParams } from 'react-router'
import { useFormat } from '../../parts/format.ts'
import { IdText } from '../../parts/IdText.tsx'
import { Instant } from '../../parts/Instant.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { PageFrame } from '../../parts/PageFrame.tsx'
import { AdviceLine } from './AdviceLine.tsx'
import type { Entry, Experiment, Figure } from './answers.ts'
import { CourseCard } from './CourseCard.tsx'
import { FigureTable } from './FigureTable.tsx'
import { ForestPlot } from './ForestPlot.tsx'
import { isOutcome, useFigureName, useReason } from './figures.ts'
import { OpenCard } from './OpenCard.tsx'
import { bundlePath } from './paths.ts'
import { useExperiment } from './queries.ts'
import { StateTag } from './StateTag.tsx'
import { TrustCard } from './TrustCard.tsx'

/** One experiment: what to do, who was in it, what the figures say, and whether they can be believed. */
export function ExperimentPage() {
  const { t } = useTranslation('experiments')
  const { experiment = '' } = useParams()
  const [params] = useSearchParams()
  const found = useExperiment(experiment, params.get('assistant'))
  const canary = found.data?.canary ?? experiment
  return (
    <PageFrame title={t('heading', { canary })} about={<Link to="/experiments">{t('all')}</Link>}>
      <Loaded query={found} rows={10}>
        {(shown) => <Shown experiment={shown} />}
      </Loaded>
    </PageFrame>
  )
}

function Shown({ experiment }: { experiment: Experiment }) {
  const { t } = useTranslation('experiments')
  const { figures, currency } = experiment.check
  return (
    <>
      <AdviceLine experiment={experiment}>
        <Onward experiment={experiment} />
      </AdviceLine>
      <Arms experiment={experiment} />
      <FigureCard
        title={t('outcomes')}
        about={t('outcomesAbout')}
        figures={figures.filter(isOutcome)}
        currency={currency}
      />
      <FigureCard
        title={t('guardrails')}
        about={t('guardrailsAbout')}
        figures={figures.filter((each) => !isOutcome(each))}
        currency={currency}
      />
      <OpenCard experiment={experiment} />
      <TrustCard experiment={experiment} />
      <CourseCard experiment={experiment} />
      <History entries={experiment.history} />
    </>
  )
}

/** Where the next step is taken: orders on the version's page, or what it broke. */
function Onward({ experiment: { canary, state } }: { experiment: Experiment }) {
  const { t } = useTranslation('experiments')
  if (state === 'running' || state === 'paused') return <Link to={bundlePath(canary)}>{t('orders')}</Link>
  return state === 'taken_back' ? (
    <Link to={`${bundlePath(canary)}?tab=flips`}>{t('seeFlips')}</Link>
  ) : (
    <Link to={bundlePath(canary)}>{t('seeVersion')}</Link>
  )
}

/** What is asked of it: no harm, or to be better in one figure. */
function Question({ experiment: { check } }: { experiment: Experiment }) {
  const { t } = useTranslation('experiments')
  const nameOf = useFigureName()
  return (
    <Typography.Text type="secondary">
      {check.trial === null ? t('question.harmless') : t('question.better', { figure: nameOf(check.trial.figure) })}
    </Typography.Text>
  )
}

/** The two variants, their share of the traffic, who has seen them, and the way of the ramp. */
function Arms({ experiment }: { experiment: Experiment }) {
  const { t } = useTranslation('experiments')
  const format = useFormat()
  const { live, canary, share, users, state, since, ended_at, history } = experiment
  const stages = history.findLast((each) => each.canary !== null)?.canary?.stages ?? [share]
  const arm = (name: 'live' | 'canary', bundle: string, part: number) => (
    <Flex vertical gap={2} style={{ minWidth: 220 }}>
      <Typography.Text type="secondary">{t(`arm.${name}`)}</Typography.Text>
      <IdText id={bundle} to={bundlePath(bundle)} />
      <span>
        {t('arm.share', { share: format.percent(part) })} · {t('arm.users', { users: format.number(users[name]) })}
      </span>
    </Flex>
  )
  const done = state === 'live' ? stages.length : stages.indexOf(share)
  return (
    <Card size="small">
      <Flex vertical gap="middle">
        <Flex wrap gap="large" align="center">
          <Flex vertical gap={2} align="flex-start">
            <StateTag state={state} />
            <Question experiment={experiment} />
          </Flex>
          {arm('live', live, 1 - share)}
          {arm('canary', canary, share)}
          <Flex vertical gap={2}>
            <Typography.Text type="secondary">{t('arm.stageSince')}</Typography.Text>
            <Instant at={since} />
            {ended_at !== null && (
              <span>
                {t('arm.until')} <Instant at={ended_at} />
              </span>
            )}
          </Flex>
        </Flex>
        <Steps
          size="small"
          current={done}
          status={
            state === 'taken_back' ? 'error' : state === 'running' ? 'process' : state === 'live' ? 'finish' : 'wait'
          }
          items={[...stages.map((each) => ({ title: format.percent(each) })), { title: t('everyone') }]}
        />
      </Flex>
    </Card>
  )
}

interface FigureCardProps {
  readonly title: string
  readonly about: string
  readonly figures: readonly Figure[]
  readonly currency: string | null
}

function FigureCard({ title, about, figures, currency }: FigureCardProps) {
  const { t } = useTranslation('experiments')
  return (
    <Card size="small" title={title}>
      <Flex vertical gap="small">
        <Typography.Text type="secondary">{about}</Typography.Text>
        {figures.length === 0 ? (
          <Typography.Text>{t('figures.none')}</Typography.Text>
        ) : (
          <>
            <ForestPlot figures={figures} label={t('forest.labelOf', { title })} />
            <FigureTable figures={figures} currency={currency} />
          </>
        )}
      </Flex>
    </Card>
  )
}

/** Every decision about it, oldest first. */
function History({ entries }: { entries: readonly Entry[] }) {
  const { t } = useTranslation('experiments')
  const reason = useReason()
  const named = (who: string): string =>
    who === 'ramp' || who === 'guardrail' || who === 'loop' ? t(`machine.${who}`) : who
  return (
    <Card size="small" title={t('history')}>
      <Timeline
        items={entries.map((entry) => ({
          key: entry.revision,
          content: (
            <Flex vertical>
              <span>
                <strong>{t(`did.${entry.action}`)}</strong> · <Instant at={entry.at} /> · {named(entry.who)}
              </span>
              <Typography.Text type="secondary" className="any-text">
                {reason(entry)}
              </Typography.Text>
            </Flex>
          ),
        }))}
      />
    </Card>
  )
}
