import { App, Button, Col, Flex, Row } from 'antd'
import { useTranslation } from 'react-i18next'
import { Loaded } from '../../parts/Loaded.tsx'
import { Nothing } from '../../parts/Nothing.tsx'
import { PageFrame } from '../../parts/PageFrame.tsx'
import { may, useSession } from '../../shell/session.ts'
import { AttributionCard } from './AttributionCard.tsx'
import { AttributionSetsCard } from './AttributionSetsCard.tsx'
import { ChargeCard } from './ChargeCard.tsx'
import { EvidenceCard } from './EvidenceCard.tsx'
import { isTraining, type Status, useFaults, useTrain } from './faults.ts'
import { HistoryCard } from './HistoryCard.tsx'
import { PushesCard } from './PushesCard.tsx'

/** Who decides what is reviewed: the rule table, or a model that learned from verdicts; and which of the two finds more. */
export default function FaultsPage() {
  const { t } = useTranslation('faults')
  const query = useFaults()
  return (
    <PageFrame title={t('title')} about={t('about')} actions={<TrainButton training={isTraining(query.data)} />}>
      <Loaded query={query} rows={8}>
        {(status) => (
          <Flex vertical gap="middle">
            <ChargeCard status={status} />
            <Judged status={status} />
            <AttributionCard />
            <AttributionSetsCard />
            <HistoryCard status={status} />
          </Flex>
        )}
      </Loaded>
    </PageFrame>
  )
}

function Judged({ status }: { readonly status: Status }) {
  const { t } = useTranslation('faults')
  const [newest] = status.models
  if (newest === undefined) return <Nothing title={t('nothing')} hint={t('nothingHint')} />
  return (
    <Row gutter={[16, 16]}>
      <Col xs={24} xl={16}>
        <EvidenceCard model={newest.model_id} />
      </Col>
      <Col xs={24} xl={8}>
        <PushesCard model={newest} />
      </Col>
    </Row>
  )
}

function TrainButton({ training }: { readonly training: boolean }) {
  const { t } = useTranslation('faults')
  const { message } = App.useApp()
  const session = useSession()
  const train = useTrain()
  if (!may(session, 'train')) return null
  const order = () =>
    train.mutate(null, {
      onSuccess: () => void message.success(t('ordered')),
      onError: (error) => void message.error(error.message),
    })
  return (
    <Button onClick={order} loading={training || train.isPending}>
      {training ? t('training') : t('train')}
    </Button>
  )
}
