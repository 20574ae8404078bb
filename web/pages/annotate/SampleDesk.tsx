import { App, Flex, Skeleton } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Failure } from '../../parts/Failure.tsx'
import { kept } from '../../shell/kept.ts'
import { ActionBar } from './ActionBar.tsx'
import { ConflictDialog } from './ConflictDialog.tsx'
import { Decision } from './Decision.tsx'
import { DeskColumns } from './DeskColumns.tsx'
import type { Desk } from './desk.ts'
import type { DeskState } from './desk-state.ts'
import { FactsPanel } from './FactsPanel.tsx'
import { type Form, fieldKey } from './form.ts'
import { GuidePanel } from './GuidePanel.tsx'
import { KeyHelp } from './KeyHelp.tsx'
import type { Mode } from './keys.ts'
import { LostNotice } from './LostNotice.tsx'
import type { OwnDay } from './progress.ts'
import { QueueEnd } from './QueueEnd.tsx'
import { ReturnedNotice } from './ReturnedNotice.tsx'
import { Transcript } from './Transcript.tsx'
import type { Sample } from './task.ts'
import { runCommand } from './use-desk-commands.ts'
import { useKeys } from './use-keys.ts'

interface SampleDeskProps {
  readonly desk: Desk
  readonly state: DeskState
  readonly day: OwnDay | undefined
}

/** The desk for conversations: what was said, the decision, and the facts beside it. */
export function SampleDesk({ desk, state, day }: SampleDeskProps) {
  const { t } = useTranslation('annotate')
  const [help, setHelp] = useState(false)
  const [guide, setGuide] = useState(kept.read('annotate.guide') === 'open')
  const root = useRef<HTMLDivElement>(null)
  const openGuide = (open: boolean): void => {
    setGuide(open)
    kept.write('annotate.guide', open ? 'open' : 'closed')
  }
  useKeys(modeOf(state, help), (command) =>
    runCommand(command, desk, state, {
      toggleHelp: () => setHelp(!help),
      closeHelp: () => setHelp(false),
      toggleGuide: () => openGuide(!guide),
      focusFilter: () => root.current?.querySelector<HTMLInputElement>('input[data-filter]')?.focus(),
    }),
  )
  useNotices(state)
  const { sample, form, phase } = state
  return (
    <div ref={root} data-phase={phase} style={{ flex: 1, minHeight: 0 }}>
      {phase === 'failed' && <Failure error={state.problem} retry={() => void desk.next()} />}
      {phase === 'empty' && (
        <QueueEnd
          day={day}
          waiting={day?.samples_waiting ?? 0}
          hint={t('empty.hint')}
          onTake={() => void desk.next()}
        />
      )}
      {sample === null || form === null ? (
        phase === 'loading' && <Skeleton active title={false} paragraph={{ rows: 8 }} />
      ) : (
        <DeskColumns
          opened={state.opened}
          field={fieldKey(form.field)}
          notices={<Notices desk={desk} state={state} />}
          conversation={
            <Transcript
              sample={sample}
              form={form}
              opened={state.opened}
              onPoint={(turn) => desk.act({ do: 'point', turn })}
            />
          }
          decision={
            <Decision
              form={form}
              sample={sample}
              opened={state.opened}
              onAct={(action) => desk.act(action)}
              onSkip={(why) => void desk.skip(why)}
            />
          }
          actions={<ActionBar desk={desk} state={state} onHelp={() => setHelp(true)} />}
          facts={
            <Flex vertical gap="middle">
              <FactsPanel sample={sample} />
              <GuidePanel open={guide} onOpen={openGuide} labels={labelsAtHand(form, sample)} />
            </Flex>
          }
        />
      )}
      {sample !== null && (
        <ConflictDialog conflict={state.conflict} sample={sample} onSettle={(way) => void desk.settle(way)} />
      )}
      <KeyHelp open={help} onClose={() => setHelp(false)} />
    </div>
  )
}

function modeOf({ phase, conflict }: DeskState, help: boolean): Mode {
  if (help) return 'help'
  if (conflict !== null) return 'conflict'
  return phase === 'working' ? 'form' : 'wait'
}

const labelsAtHand = ({ field }: Form, { taxonomy }: Sample) =>
  'turn' in field ? taxonomy[field.kind] : taxonomy.intent

/** What just happened, told once. */
function useNotices({ notice }: DeskState): void {
  const { t } = useTranslation('annotate')
  const { message } = App.useApp()
  // On purpose more than it reads: once per notice, not per change of language
  useEffect(() => {
    if (notice === null) return
    const content =
      notice.detail === undefined ? t(`notices.${notice.kind}`) : `${t(`notices.${notice.kind}`)} ${notice.detail}`
    void message.open({ type: notice.kind === 'undoRefused' ? 'warning' : 'info', content })
  }, [notice?.at])
}

function Notices({ desk, state }: Omit<SampleDeskProps, 'day'>) {
  const { t } = useTranslation('annotate')
  return (
    <>
      {state.lost !== null && state.conflict === null && <LostNotice desk={desk} state={state} />}
      {state.sample !== null && state.sample.returned !== null && <ReturnedNotice returned={state.sample.returned} />}
      {state.problem !== null && <Failure error={state.problem} title={t('problem')} />}
    </>
  )
}
