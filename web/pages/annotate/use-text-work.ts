import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { isLost } from './queue.ts'
import { textApi } from './queue-api.ts'
import type { TextTask } from './task.ts'

/** The answer that no label fits, apart from every label's id. */
export const NONE_FITS = Symbol('none fits')
type Chosen = string | typeof NONE_FITS

/** One annotator at work on single messages. */
export interface TextWork {
  readonly phase: 'loading' | 'working' | 'sending' | 'empty' | 'failed'
  readonly task: TextTask | null
  readonly chosen: Chosen | null
  readonly filter: string
  readonly problem: unknown
  readonly opened: number
  next(): Promise<void>
  /** Choosing again what is chosen takes it back. */
  choose(label: Chosen): void
  setFilter(text: string): void
  submit(): Promise<void>
}

interface Told {
  /** The message went to somebody else; the choice was not recorded. */
  onGone(): void
  onDone(): void
}

export function useTextWork(annotator: string, told: Told): TextWork {
  const api = useMemo(() => textApi(annotator), [annotator])
  const [{ phase, task, problem, opened }, setState] = useState<
    Pick<TextWork, 'phase' | 'task' | 'problem' | 'opened'>
  >({ phase: 'loading', task: null, problem: null, opened: 0 })
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const [filter, setFilter] = useState('')
  const began = useRef(0)
  const next = useCallback(async () => {
    setChosen(null)
    setFilter('')
    setState((before) => ({ ...before, phase: 'loading', task: null, problem: null }))
    try {
      const leased = await api.next()
      began.current = performance.now()
      setState((before) => ({
        ...before,
        phase: leased === null ? 'empty' : 'working',
        task: leased,
        opened: before.opened + 1,
      }))
    } catch (error) {
      setState((before) => ({ ...before, phase: 'failed', problem: error }))
    }
  }, [api])
  useEffect(() => void next(), [next])
  const submit = async (): Promise<void> => {
    if (task === null || chosen === null || phase !== 'working') return
    setState((before) => ({ ...before, phase: 'sending', problem: null }))
    try {
      const seconds = Math.round((performance.now() - began.current) / 100) / 10
      await api.answer(task, chosen === NONE_FITS ? null : chosen, seconds)
      told.onDone()
      await next()
    } catch (error) {
      if (!isLost(error)) return setState((before) => ({ ...before, phase: 'working', problem: error }))
      told.onGone()
      await next()
    }
  }
  const choose = (label: Chosen): void => {
    if (phase === 'working') setChosen(label === chosen ? null : label)
  }
  return { phase, task, chosen, filter, problem, opened, next, choose, setFilter, submit }
}
