import { Alert, Card, Col, Flex, Row, Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { useCodeName } from '../../parts/CodeName.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { accuracyDays } from './accuracy-points.ts'
import { CalibrationChart } from './CalibrationChart.tsx'
import { ConfidenceHistogram } from './ConfidenceHistogram.tsx'
import { DayChart } from './DayChart.tsx'
import { type ConfidenceView, useConfidence, useSeries } from './monitoring-queries.ts'
import { ThreeAccuracies } from './ThreeAccuracies.tsx'
import { TASKS, type TabProps, type View } from './view.ts'

/** How often the models are right: by reviews, by what they believe themselves, and how far the two agree. */
export function AccuracyTab({ view, now, onView }: TabProps) {
  const { t } = useTranslation('monitoring')
  const name = useCodeName()
  const confidence = useConfidence(view, now)
  return (
    <Flex vertical gap="middle">
      <Segmented
        aria-label={t('task')}
        value={view.task}
        onChange={(task) => onView({ task })}
        options={TASKS.map((task) => ({ value: task, label: name('task', task) }))}
        style={{ alignSelf: 'flex-start' }}
      />
      <AccuracyOverTime view={view} now={now} />
      <Loaded query={confidence} rows={8}>
        {({ tasks, from, to }) => {
          const seen = tasks.find(({ task }) => task === view.task)
          return seen === undefined ? null : <Seen seen={seen} from={from} to={to} assistant={view.assistant} />
        }}
      </Loaded>
    </Flex>
  )
}

interface SeenProps {
  readonly seen: ConfidenceView
  readonly from: number
  readonly to: number
  readonly assistant: string
}

/** One span as a whole. */
function Seen({ seen, from, to, assistant }: SeenProps) {
  const { t } = useTranslation('monitoring')
  return (
    <>
      {seen.disagrees && (
        <Alert type="warning" showIcon title={t('accuracy.disagrees')} description={t('accuracy.disagreesWhat')} />
      )}
      <ThreeAccuracies seen={seen} />
      <Row gutter={[16, 16]}>
        <Col xs={24} lg={12}>
          <CalibrationChart seen={seen} />
        </Col>
        <Col xs={24} lg={12}>
          <ConfidenceHistogram seen={seen} from={from} to={to} assistant={assistant} />
        </Col>
      </Row>
    </>
  )
}

function AccuracyOverTime({ view, now }: { view: View; now: number }) {
  const { t } = useTranslation('monitoring')
  const series = useSeries('accuracy', view, now)
  const filter = { assistant: view.assistant }
  return (
    <Loaded query={series} rows={5}>
      {({ points, from, to }) => {
        const days = (line: 'weighted' | 'mean_confidence' | 'ece') =>
          accuracyDays(points, view.task, line, { from, to, now })
        return (
          <Row gutter={[16, 16]}>
            <Col xs={24} lg={8}>
              <Card size="small" title={t('accuracy.weighted')} style={{ height: '100%' }}>
                <DayChart points={days('weighted')} label={t('accuracy.weighted')} filter={filter} />
              </Card>
            </Col>
            <Col xs={24} lg={8}>
              <Card size="small" title={t('accuracy.unlabelled')} style={{ height: '100%' }}>
                <DayChart
                  points={days('mean_confidence')}
                  label={t('accuracy.unlabelled')}
                  filter={filter}
                  counted={false}
                  apart
                />
              </Card>
            </Col>
            <Col xs={24} lg={8}>
              <Card size="small" title={t('accuracy.ece')} style={{ height: '100%' }}>
                <DayChart points={days('ece')} label={t('accuracy.ece')} filter={filter} />
              </Card>
            </Col>
          </Row>
        )
      }}
    </Loaded>
  )
}
