import { Card, DatePicker, Flex, Form, Typography } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useFormat } from '../../parts/format.ts'
import { IdText } from '../../parts/IdText.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import type { Releases } from './answers.ts'
import { EntryList } from './LedgerTimeline.tsx'
import { Line } from './Line.tsx'
import { bundlePath, experimentPath } from './paths.ts'
import { useAssistant, useLiveAt, useReleases } from './queries.ts'

/** "What was live at 14:03?" The ledger answers. */
export function LiveAt() {
  const { t } = useTranslation('models')
  const [params, setParams] = useSearchParams()
  const assistant = useAssistant()
  const newest = useReleases(assistant).data?.ledger[0]?.at ?? null
  const given = Number(params.get('at') ?? Number.NaN)
  const at = Number.isFinite(given) ? given : newest
  const answer = useLiveAt(at, assistant)
  const choose = (moment: Dayjs | null): void => {
    if (moment === null) return
    const changed = new URLSearchParams(params)
    changed.set('at', String(moment.valueOf()))
    setParams(changed, { replace: true })
  }
  return (
    <Flex vertical gap="middle" style={{ maxWidth: 720 }}>
      <Form layout="vertical">
        <Form.Item label={t('at.when')} htmlFor="live-at" extra={t('at.extra')} style={{ marginBottom: 0 }}>
          <DatePicker
            id="live-at"
            showTime={{ format: 'HH:mm' }}
            format="YYYY-MM-DD HH:mm"
            allowClear={false}
            style={{ width: 240 }}
            value={at === null ? null : dayjs(at)}
            onChange={(moment: Dayjs | null) => choose(moment)}
          />
        </Form.Item>
      </Form>
      {at !== null && <Loaded query={answer}>{(state) => <StateThen at={at} state={state} />}</Loaded>}
    </Flex>
  )
}

function StateThen({ at, state: { live, canary, ledger } }: { at: number; state: Releases }) {
  const { t } = useTranslation('models')
  const format = useFormat()
  return (
    <Card size="small" title={t('at.then', { at: format.instant(at) })}>
      {live === null ? (
        t('at.nothing')
      ) : (
        <Flex vertical gap="small">
          <Line>
            <span>{t('at.live', { share: format.percent(1 - (canary?.share ?? 0)) })}</span>
            <IdText id={live} to={bundlePath(live)} />
          </Line>
          {canary !== null && (
            <Line>
              <span>{t('at.canary', { share: format.percent(canary.share) })}</span>
              <IdText id={canary.bundle} to={experimentPath(canary.experiment)}>
                {canary.bundle}
              </IdText>
              {canary.paused && <span>{t('paused')}</span>}
            </Line>
          )}
          <Typography.Text type="secondary">{t('at.because')}</Typography.Text>
          <EntryList entries={ledger} />
        </Flex>
      )}
    </Card>
  )
}
