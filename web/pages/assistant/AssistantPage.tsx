import { Button, Col, Flex, Row, Select, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Loaded } from '../../parts/Loaded.tsx'
import { PageFrame } from '../../parts/PageFrame.tsx'
import { may, useSession } from '../../shell/session.ts'
import { type Manner, useAssistant, useBundles } from './assistant-queries.ts'
import { ChatCard } from './ChatCard.tsx'
import { beginAnew } from './chat-store.ts'
import { Journey } from './Journey.tsx'

type About = NonNullable<ReturnType<typeof useAssistant>['data']>

/** Talk to the reference assistant, and watch the conversation travel through the loop. */
export default function AssistantPage() {
  const { t } = useTranslation('assistant')
  const about = useAssistant()
  return (
    <PageFrame title={t('title')} about={t('about')} actions={<Button onClick={beginAnew}>{t('anew')}</Button>}>
      <Loaded query={about} rows={8}>
        {(known) => <Talk about={known} />}
      </Loaded>
    </PageFrame>
  )
}

function Talk({ about }: { about: About }) {
  const { i18n } = useTranslation('assistant')
  const language = i18n.language === 'zh' ? 'zh' : 'en'
  const [productId, setProductId] = useState(about.products[0]?.product_id ?? '')
  const [bundle, setBundle] = useState('')
  const [beside, setBeside] = useState(about.canary ?? '')
  const manner = { language, productId, bundle, beside } as const
  const change = ({ productId, bundle, beside }: Partial<Manner>): void => {
    if (productId !== undefined) setProductId(productId)
    if (bundle !== undefined) setBundle(bundle)
    if (beside !== undefined) setBeside(beside)
  }
  return (
    <>
      <Manners about={about} manner={manner} onChange={change} />
      <Row gutter={[16, 16]}>
        <Col xs={24} lg={14}>
          <ChatCard manner={manner} />
        </Col>
        <Col xs={24} lg={10}>
          <Journey replay={about.clock === 'replay'} />
        </Col>
      </Row>
    </>
  )
}

interface MannersProps {
  readonly about: About
  readonly manner: Manner
  readonly onChange: (change: Partial<Manner>) => void
}

/** Which product, which version answers, and which one is asked beside it. */
function Manners({ about, manner, onChange }: MannersProps) {
  const { t } = useTranslation('assistant')
  const bundles = useBundles(may(useSession(), 'read'))
  const named = (id: string): string =>
    id === about.live ? t('versions.live', { id }) : id === about.canary ? t('versions.canary', { id }) : id
  const versions = (bundles.data ?? []).map(({ id }) => ({ value: id, label: named(id) }))
  return (
    <Flex wrap gap="middle">
      <Choice
        label={t('product')}
        value={manner.productId}
        onChange={(productId) => onChange({ productId })}
        options={about.products.map((product) => ({ value: product.product_id, label: product[manner.language] }))}
      />
      <Choice
        label={t('versions.answers')}
        value={manner.bundle}
        onChange={(bundle) => onChange({ bundle })}
        options={[{ value: '', label: t('versions.asCustomer') }, ...versions]}
      />
      <Choice
        label={t('versions.beside')}
        value={manner.beside}
        onChange={(beside) => onChange({ beside })}
        options={[{ value: '', label: t('versions.none') }, ...versions]}
      />
    </Flex>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly options: readonly { readonly value: string; readonly label: string }[]
}

function Choice({ label, value, onChange, options }: ChoiceProps) {
  return (
    <Flex gap="small" align="center">
      <Typography.Text type="secondary">{label}</Typography.Text>
      <Select aria-label={label} value={value} onChange={onChange} options={[...options]} style={{ minWidth: 190 }} />
    </Flex>
  )
}
