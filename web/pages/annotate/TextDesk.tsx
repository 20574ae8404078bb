import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Flex, Skeleton, Typography, theme } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ChatText } from '../../parts/ChatText.tsx'
import { Failure } from '../../parts/Failure.tsx'
import { Choice } from './Choice.tsx'
import { FieldBox } from './FieldBox.tsx'
import { FilterInput } from './FilterInput.tsx'
import { labelsLeft } from './form.ts'
import { KeyCap, MOD } from './KeyCap.tsx'
import { KeyHelp } from './KeyHelp.tsx'
import type { Command } from './keys.ts'
import { KEYED } from './LabelField.tsx'
import { useLabelName } from './label-name.ts'
import type { OwnDay } from './progress.ts'
import { QueueEnd } from './QueueEnd.tsx'
import type { TextTask } from './task.ts'
import { useKeys } from './use-keys.ts'
import { NONE_FITS, type TextWork, useTextWork } from './use-text-work.ts'

interface TextDeskProps {
  readonly annotator: string
  readonly day: OwnDay | undefined
}

/** The desk for single messages: one label each, always blind. */
export function TextDesk({ annotator, day }: TextDeskProps) {
  const { t } = useTranslation('annotate')
  const { message } = App.useApp()
  const queries = useQueryClient()
  const work = useTextWork(annotator, {
    onGone: () => void message.warning(t('text.gone')),
    onDone: () => void queries.invalidateQueries({ queryKey: ['queue-progress'] }),
  })
  const [help, setHelp] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  const { task, phase } = work
  useKeys(help ? 'help' : phase === 'working' ? 'texts' : 'wait', (command) => {
    if (command.do === 'help') setHelp(!help)
    else if (command.do === 'close') setHelp(false)
    else if (command.do === 'filter') root.current?.querySelector<HTMLInputElement>('input[data-filter]')?.focus()
    else runTextCommand(command, work)
  })
  return (
    <div ref={root} data-phase={phase} style={{ flex: 1, minHeight: 0, overflowY: 'auto' }}>
      {work.problem !== null && (
        <Failure error={work.problem} {...(task === null && { retry: () => void work.next() })} />
      )}
      {phase === 'empty' && (
        <QueueEnd
          day={day}
          waiting={day?.text_tasks_waiting ?? 0}
          hint={t('empty.hintTexts')}
          onTake={() => void work.next()}
        />
      )}
      {phase === 'loading' && <Skeleton active title={false} paragraph={{ rows: 6 }} />}
      {task !== null && <OneText task={task} work={work} />}
      <KeyHelp open={help} onClose={() => setHelp(false)} />
    </div>
  )
}

function runTextCommand(command: Command, work: TextWork): void {
  if (command.do === 'submit') void work.submit()
  if (command.do === 'none-fits') work.choose(NONE_FITS)
  if (command.do !== 'choose' || work.task === null) return
  const label = labelsLeft(work.task.choices, work.filter)[command.index]
  if (label !== undefined) work.choose(label.id)
}

function OneText({ task, work }: { readonly task: TextTask; readonly work: TextWork }) {
  const { t } = useTranslation('annotate')
  const { token } = theme.useToken()
  const nameOf = useLabelName()
  const left = labelsLeft(task.choices, work.filter)
  const anchor = left.find(({ id }) => id === work.chosen)?.id ?? left[0]?.id
  return (
    <Flex wrap gap="large" align="flex-start">
      <div style={{ flex: '1 1 320px', minWidth: 0 }}>
        {task.before.length > 0 && <Typography.Text type="secondary">{t('text.before')}</Typography.Text>}
        {task.before.map((line) => (
          <div key={line.event_id} style={{ color: token.colorTextSecondary }}>
            <Typography.Text strong>{t(`roles.${roleOf(line.role)}`)}</Typography.Text> <ChatText text={line.text} />
          </div>
        ))}
        <div
          data-text
          style={{
            borderInlineStart: `4px solid ${token.colorWarning}`,
            fontSize: 16,
            marginBlock: 12,
            padding: '8px 12px',
          }}
        >
          <ChatText text={task.text} />
        </div>
        <Typography.Text type="secondary">{t('text.blind')}</Typography.Text>
      </div>
      <Flex vertical gap="small" style={{ flex: '1 1 320px', maxWidth: 480 }}>
        <FieldBox
          field={{ kind: 'intent', turn: task.text_task_id }}
          title={t(`text.task.${task.task}`)}
          active
          opened={work.opened}
        >
          <Flex vertical gap={4} role="radiogroup" aria-label={t('text.title')}>
            {task.choices.length > KEYED && (
              <FilterInput
                value={work.filter}
                ids={left.map(({ id }) => id)}
                onFilter={work.setFilter}
                onPick={work.choose}
                onLeave={() => (document.activeElement as HTMLElement | null)?.blur()}
              />
            )}
            {left.map((label, i) => (
              <Choice
                key={label.id}
                name={nameOf(label)}
                shortcut={i < KEYED ? String(i + 1) : undefined}
                chosen={work.chosen === label.id}
                anchor={label.id === anchor}
                onChoose={() => work.choose(label.id)}
              />
            ))}
            <Choice
              name={t('text.none')}
              shortcut="0"
              chosen={work.chosen === NONE_FITS}
              onChoose={() => work.choose(NONE_FITS)}
            />
          </Flex>
        </FieldBox>
        <Button
          type="primary"
          disabled={work.chosen === null || work.phase !== 'working'}
          aria-keyshortcuts="Control+Enter Meta+Enter"
          onClick={() => void work.submit()}
        >
          {t('actions.submit')} <KeyCap>{`${MOD} Enter`}</KeyCap>
        </Button>
      </Flex>
    </Flex>
  )
}

const roleOf = (role: string) => (role === 'assistant' || role === 'human' ? role : 'user')
