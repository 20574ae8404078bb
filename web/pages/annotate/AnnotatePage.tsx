import { Flex, Input, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { PageFrame } from '../../parts/PageFrame.tsx'
import { kept } from '../../shell/kept.ts'
import { useSession } from '../../shell/session.ts'
import { ProgressLine } from './ProgressLine.tsx'
import { type OwnDay, useProgress } from './progress.ts'
import { SampleDesk } from './SampleDesk.tsx'
import { TextDesk } from './TextDesk.tsx'
import { useDesk } from './use-desk.ts'

const QUEUES = ['samples', 'texts'] as const
type Queue = (typeof QUEUES)[number]

/** The page an annotator works in all day. */
export default function AnnotatePage() {
  const session = useSession()
  const [name, setName] = useState(() => kept.read('annotator') ?? session.name)
  // Whoever is logged in labels in their own name; a key or an open service must say whose.
  const annotator = session.kind === 'user' ? session.name : name
  const rename = (next: string): void => {
    setName(next)
    kept.write('annotator', next)
  }
  const [params] = useSearchParams()
  const nameField = session.kind === 'user' ? null : <NameField name={name} onName={rename} />
  return params.get('queue') === 'texts' ? (
    <Texts key={annotator} annotator={annotator} nameField={nameField} />
  ) : (
    <Samples key={annotator} annotator={annotator} nameField={nameField} />
  )
}

interface DeskProps {
  readonly annotator: string
  readonly nameField: React.ReactNode
}

function Samples({ annotator, nameField }: DeskProps) {
  const { desk, state } = useDesk(annotator)
  const { data: day } = useProgress(annotator, state.done.length)
  return (
    <Frame queue="samples" day={day} nameField={nameField}>
      <SampleDesk desk={desk} state={state} day={day} />
    </Frame>
  )
}

function Texts({ annotator, nameField }: DeskProps) {
  const { data: day } = useProgress(annotator, 0)
  return (
    <Frame queue="texts" day={day} nameField={nameField}>
      <TextDesk annotator={annotator} day={day} />
    </Frame>
  )
}

interface FrameProps {
  readonly queue: Queue
  readonly day: OwnDay | undefined
  readonly nameField: React.ReactNode
  readonly children: React.ReactNode
}

function Frame({ queue, day, nameField, children }: FrameProps) {
  const { t } = useTranslation('annotate')
  const [, setParams] = useSearchParams()
  return (
    <PageFrame
      fill
      title={t('title')}
      about={<ProgressLine day={day} />}
      actions={
        <Flex wrap gap="small" align="center">
          {nameField}
          <Segmented<Queue>
            aria-label={t('queue.label')}
            value={queue}
            onChange={(next) => setParams(next === 'texts' ? { queue: next } : {})}
            options={QUEUES.map((value) => ({ value, label: queueName(value) }))}
          />
        </Flex>
      }
    >
      {children}
    </PageFrame>
  )

  function queueName(name: Queue): string {
    if (day === undefined) return t(name === 'samples' ? 'queue.samplesOnly' : 'queue.textsOnly')
    return name === 'samples'
      ? t('queue.samples', { count: day.samples_waiting })
      : t('queue.texts', { count: day.text_tasks_waiting })
  }
}

/** Taken over when it is left or confirmed: with each letter, the desk of another person would open. */
function NameField({ name, onName }: { readonly name: string; readonly onName: (name: string) => void }) {
  const { t } = useTranslation('annotate')
  const [text, setText] = useState(name)
  const take = (): void => {
    if (text.trim() === '') setText(name)
    else if (text.trim() !== name) onName(text.trim())
  }
  return (
    <Input
      aria-label={t('name')}
      prefix={t('name')}
      value={text}
      maxLength={64}
      onChange={(event) => setText(event.target.value)}
      onBlur={take}
      onPressEnter={take}
      style={{ width: 200 }}
    />
  )
}
