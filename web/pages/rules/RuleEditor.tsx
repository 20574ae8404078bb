import { Flex } from 'antd'
import { useEffect, useState } from 'react'
import { useSearchParams } from 'react-router'
import type { RulesAnswer, RuleVersion } from './answers.ts'
import { BackTestPanel } from './BackTestPanel.tsx'
import { LeaveGuard } from './LeaveGuard.tsx'
import { proposedDraft } from './proposed.ts'
import { RuleTable } from './RuleTable.tsx'
import { rebased } from './rebase.ts'
import { type Draft, draftOf, isSame } from './rule-draft.ts'
import { SaveBar } from './SaveBar.tsx'
import { ThresholdsForm } from './ThresholdsForm.tsx'

interface RuleEditorProps {
  readonly answer: RulesAnswer
  readonly mayChange: boolean
}

/** The table with its back-test; an address may propose a draft. A draft stays with the version that it was made from, also when a newer one comes up. */
export function RuleEditor({ answer, mayChange }: RuleEditorProps) {
  const [base, setBase] = useState<RuleVersion>(answer.rules)
  const [search] = useSearchParams()
  const [draft, setDraft] = useState<Draft>(() => proposedDraft(draftOf(answer.rules), search))
  const dirty = !isSame(draft, draftOf(base))
  const start = (version: RuleVersion): void => {
    setBase(version)
    setDraft(draftOf(version))
  }
  useEffect(() => {
    if (!dirty && answer.rules.version !== base.version) start(answer.rules)
  })
  return (
    <Flex vertical gap="middle">
      <LeaveGuard active={dirty} />
      <SaveBar
        base={base}
        latest={answer.rules}
        now={answer.now}
        draft={draft}
        dirty={dirty}
        mayChange={mayChange}
        onDiscard={() => start(answer.rules)}
        onRebase={() => {
          setDraft(rebased(draftOf(base), draft, draftOf(answer.rules)))
          setBase(answer.rules)
        }}
        onSaved={start}
      />
      <RuleTable draft={draft} signals={answer.signals} mayChange={mayChange} onChange={setDraft} />
      <ThresholdsForm
        thresholds={draft.thresholds}
        mayChange={mayChange}
        onChange={(thresholds) => setDraft({ ...draft, thresholds })}
      />
      <BackTestPanel draft={draft} against={base.version} now={answer.now} dirty={dirty} />
    </Flex>
  )
}
