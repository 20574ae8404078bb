import { Button, Flex, Tag, Timeline, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { differenceOf } from '../../parts/figure-units.ts'
import { useFormat } from '../../parts/format.ts'
import { IdText } from '../../parts/IdText.tsx'
import { Instant } from '../../parts/Instant.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Nothing } from '../../parts/Nothing.tsx'
import { shownLosses } from '../../parts/shown-losses.ts'
import type { LedgerEntry } from './answers.ts'
import { Line } from './Line.tsx'
import { bundlePath, experimentPath } from './paths.ts'
import { useAssistant, useLedger } from './queries.ts'

/** Every release ever made, newest first. */
export function LedgerTimeline() {
  const { t } = useTranslation('models')
  const ledger = useLedger(useAssistant())
  return (
    <Loaded query={ledger}>
      {({ pages }) => {
        const entries = pages.flatMap((page) => page.entries)
        if (entries.length === 0) return <Nothing title={t('none.releases')} hint={t('none.releasesHint')} />
        return (
          <>
            <EntryList entries={entries} />
            {ledger.hasNextPage && (
              <Button loading={ledger.isFetchingNextPage} onClick={() => void ledger.fetchNextPage()}>
                {t('more')}
              </Button>
            )}
          </>
        )
      }}
    </Loaded>
  )
}

const COLOURS: Partial<Record<LedgerEntry['action'], string>> = {
  promote: 'green',
  advance: 'green',
  rollback: 'red',
  abandon: 'orange',
  pause: 'gray',
}

export function EntryList({ entries }: { entries: readonly LedgerEntry[] }) {
  return (
    <Timeline
      style={{ marginTop: 12 }}
      items={entries.map((entry) => ({
        key: entry.revision,
        color: COLOURS[entry.action] ?? 'blue',
        content: <Entry entry={entry} />,
      }))}
    />
  )
}

/** One line: what was done, by whom, why, and who answered whom afterwards. */
function Entry({ entry }: { entry: LedgerEntry }) {
  const { t } = useTranslation('models')
  const format = useFormat()
  const named = useWho()
  const reason = useReason()
  const { action, bundle, live, canary, at, who, forced, revision } = entry
  return (
    <Flex vertical gap={2}>
      <Flex wrap gap="small" align="center">
        <Typography.Text strong>{t(`did.${action}`)}</Typography.Text>
        <IdText id={bundle} to={bundlePath(bundle)} />
        <Instant at={at} />
        <Typography.Text type="secondary">{t('by', { who: named(who) })}</Typography.Text>
        {forced && <Tag color="warning">{t('forced')}</Tag>}
        <Typography.Text type="secondary">{t('revision', { revision })}</Typography.Text>
      </Flex>
      <Typography.Text className="any-text">{reason(entry)}</Typography.Text>
      <Line quiet>
        <span>{t('afterwards')}</span>
        {live === null ? (
          <span>{t('nobodyLive')}</span>
        ) : (
          <>
            <span>{t('stage.live')}</span>
            <IdText id={live} to={bundlePath(live)} />
            <span>{format.percent(1 - (canary?.share ?? 0))}</span>
          </>
        )}
        {canary !== null && (
          <>
            <span>· {t('stage.canary')}</span>
            <IdText id={canary.bundle} to={experimentPath(canary.experiment)}>
              {canary.bundle}
            </IdText>
            <span>{format.percent(canary.share)}</span>
          </>
        )}
      </Line>
    </Flex>
  )
}

/** Why, in the reader's language where the loop itself acted; else as a person wrote it. */
function useReason(): (entry: LedgerEntry) => string {
  const { t, i18n } = useTranslation('models')
  const format = useFormat()
  return ({ who, why, check }) => {
    if (who === 'ramp') return t('rampWhy')
    const losses = who === 'guardrail' ? shownLosses(check) : []
    if (losses.length === 0) return why
    const lines = losses.map(({ figure, difference: { estimate, low, high }, unit = 'share' }) =>
      t('guardrailWhy', {
        figure: i18n.exists(`figure.${figure}`, { ns: 'models' }) ? t(`figure.${figure as 'conversion'}`) : figure,
        estimate: differenceOf(estimate, unit, null, format),
        low: differenceOf(low, unit, null, format),
        high: differenceOf(high, unit, null, format),
      }),
    )
    return lines.join(' ')
  }
}

/** A name as it is shown: the loop's own names are explained. */
export function useWho(): (who: string) => string {
  const { t } = useTranslation('models')
  return (who) => (who === 'ramp' || who === 'guardrail' || who === 'loop' ? t(`machine.${who}`) : who)
}
