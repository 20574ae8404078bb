import { Alert, Card, Flex, Segmented, Spin, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useFormat } from '../../parts/format.ts'
import { Loaded } from '../../parts/Loaded.tsx'
import { Nothing } from '../../parts/Nothing.tsx'
import type { Trial } from './answers.ts'
import { ExampleLists } from './ExampleLists.tsx'
import { NextDay } from './NextDay.tsx'
import { OverlapTable } from './OverlapTable.tsx'
import { RuleOutcomes } from './RuleOutcomes.tsx'
import { type Draft, isSound } from './rule-draft.ts'
import { TrialFigures } from './TrialFigures.tsx'
import { TrialOptionsForm } from './TrialOptionsForm.tsx'
import { isTried, optionsOf, type TrialOptions } from './trial-options.ts'
import { useBackTest } from './useRules.ts'

interface BackTestPanelProps {
  readonly draft: Draft
  readonly against: number
  readonly now: number
  readonly dirty: boolean
}

const SPANS = [7, 30, 90, 0] as const

/** What the table on the page would have made of the past, beside the one in force. */
export function BackTestPanel({ draft, against, now, dirty }: BackTestPanelProps) {
  const { t } = useTranslation('rules')
  const [params, setParams] = useSearchParams()
  const days = SPANS.find((span) => String(span) === params.get('days')) ?? 30
  const options = optionsOf(params)
  const { query, isLate } = useBackTest(draft, options, against, days, now)
  const keep = (values: Readonly<Record<string, number | null>>): void =>
    setParams(
      (before) => {
        for (const [name, value] of Object.entries(values))
          if (value === null) before.delete(name)
          else before.set(name, String(value))
        return before
      },
      { replace: true },
    )
  const onOptions = ({ low, budget, control }: TrialOptions): void => keep({ low, budget, control })
  return (
    <Card
      size="small"
      title={t('test.title')}
      extra={
        <Segmented<number>
          size="small"
          value={days}
          aria-label={t('test.span')}
          options={SPANS.map((span) => ({ value: span, label: t(`test.days.${span}`) }))}
          onChange={(span) => keep({ days: span })}
        />
      }
    >
      <Flex vertical gap="middle">
        <TrialOptionsForm options={options} onChange={onOptions} />
        {isSound(draft) ? (
          <Loaded query={query} rows={10}>
            {(trial) => (
              <Spin spinning={isLate} delay={300}>
                <TrialView trial={trial} dirty={dirty || isTried(options)} />
              </Spin>
            )}
          </Loaded>
        ) : (
          <Alert type="warning" showIcon title={t('test.unsound')} />
        )}
      </Flex>
    </Card>
  )
}

function TrialView({ trial, dirty }: { readonly trial: Trial; readonly dirty: boolean }) {
  const { t } = useTranslation('rules')
  const format = useFormat()
  if (trial.conversations === 0) return <Nothing title={t('test.nothing')} hint={t('test.nothingHint')} />
  return (
    <Flex vertical gap="middle">
      <Typography.Text type="secondary" data-testid="trial-basis">
        {t(dirty ? 'test.basisChanged' : 'test.basis', {
          conversations: format.number(trial.conversations),
          eligible: format.number(trial.eligible),
          version: trial.against,
          took: format.span(trial.took_ms),
        })}
      </Typography.Text>
      <TrialFigures trial={trial} />
      <NextDay trial={trial} />
      <RuleOutcomes trial={trial} />
      <OverlapTable overlap={trial.after.overlap} />
      <ExampleLists trial={trial} />
      <Typography.Text type="secondary">{t('test.how')}</Typography.Text>
    </Flex>
  )
}
