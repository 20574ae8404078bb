import { WAYS } from './conflict-ways.ts'
import type { Desk } from './desk.ts'
import type { DeskState } from './desk-state.ts'
import { isFault, SKIP_REASONS } from './form.ts'
import type { FormAction } from './form-step.ts'
import type { Command } from './keys.ts'

interface Screen {
  toggleHelp(): void
  closeHelp(): void
  toggleGuide(): void
  focusFilter(): void
}

/** What each command of the keyboard does at the desk. */
export function runCommand(command: Command, desk: Desk, state: DeskState, screen: Screen): void {
  const action = formAction(command, state)
  if (action !== null) desk.act(action)
  else if (command.do === 'choose') choose(command.index, desk, state)
  else if (command.do === 'submit') void desk.submit()
  else if (command.do === 'undo') void desk.undo()
  else if (command.do === 'filter') screen.focusFilter()
  else if (command.do === 'guidelines') screen.toggleGuide()
  else if (command.do === 'help') screen.toggleHelp()
  if (command.do === 'close') screen.closeHelp()
}

/** Commands that change the form alone. */
function formAction(command: Command, { form, conflict }: DeskState): FormAction | null {
  switch (command.do) {
    case 'choose':
      return conflict !== null || form?.field.kind === 'skip' ? null : command
    case 'not-model':
      return { do: 'pick', field: { kind: 'part' }, value: 'none' }
    case 'skip':
      return { do: 'go', field: { kind: form?.field.kind === 'skip' ? 'part' : 'skip' } }
    case 'reply':
      return form !== null && isFault(form) ? { do: 'go', field: { kind: 'reply' } } : null
    case 'remark':
      return { do: 'go', field: { kind: 'remark' } }
    case 'close':
      return { do: 'go', field: { kind: 'part' } }
    case 'field':
    case 'turn':
      return command
    default:
      return null
  }
}

/** Digits outside the form: ways on from a conflict, reasons to skip. */
function choose(index: number, desk: Desk, { conflict }: DeskState): void {
  const way = WAYS[index]
  const why = SKIP_REASONS[index]
  if (conflict !== null && way !== undefined) void desk.settle(way)
  if (conflict === null && why !== undefined) void desk.skip(why)
}
