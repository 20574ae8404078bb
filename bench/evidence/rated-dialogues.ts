import { join } from 'node:path'
import { readLines } from '../data-files.ts'
import type { Message } from './dialogue-signals.ts'

/** A dialogue with its customers' ratings; ratings are what is predicted and nothing else of a rater is kept. */
export interface RatedDialogue {
  readonly id: string
  readonly messages: readonly Message[]
  /** Dissatisfied (1) or not (0) at each customer message; null = not rated. Empty where the whole is rated. */
  readonly turns: readonly (0 | 1 | null)[]
  readonly whole: 0 | 1 | null
}

type Line = Record<string, unknown> & { id: string }
type Reader = (line: Line) => RatedDialogue

/** How the sets are stored, and what counts as dissatisfied. */
const RATED = {
  /** sat 0 = mean rating below 3 of 5. */
  jddc: { file: 'jddc_satisfaction.jsonl.gz', read: readJddc },
  uss_sgd: { file: 'uss_sgd.jsonl.gz', read: readUss },
  uss_mwoz: { file: 'uss_mwoz.jsonl.gz', read: readUss },
  uss_redial: { file: 'uss_redial.jsonl.gz', read: readUss },
  taobao_clothes: { file: 'taobao_clothes.jsonl.gz', read: readTaobao },
  taobao_makeup: { file: 'taobao_makeup.jsonl.gz', read: readTaobao },
  stc3: { file: 'stc3_helpdesk.jsonl.gz', read: readStc },
} satisfies Record<string, { file: string; read: Reader }>

export type RatedName = keyof typeof RATED

export const readRated = (name: RatedName, dir: string): RatedDialogue[] =>
  readLines<Line>(join(dir, RATED[name].file)).map(RATED[name].read)

const said = (text: string): Message => ({ fromCustomer: true, text })
const replied = (text: string): Message => ({ fromCustomer: false, text })
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

function readJddc(line: Line): RatedDialogue {
  const turns = line.turns as { user: string; system: string; sat: number | null }[]
  return {
    id: line.id,
    messages: turns.flatMap(({ user, system }) => (system === '' ? [said(user)] : [said(user), replied(system)])),
    turns: turns.map(({ sat }) => (sat === null ? null : sat === 0 ? 1 : 0)),
    whole: null,
  }
}

/** Mean rating below 3 of 5. */
function readUss(line: Line): RatedDialogue {
  const turns = line.turns as { role: string; text: string; sat?: number[] }[]
  const customer = turns.filter(({ role }) => role === 'USER')
  return {
    id: line.id,
    messages: turns.map(({ role, text }) => (role === 'USER' ? said(text) : replied(text))),
    turns: customer.map(({ sat = [] }) => (sat.length === 0 ? null : mean(sat) < 3 ? 1 : 0)),
    whole: null,
  }
}

/** Satisfaction 1 of 3. Words come as numbers: each becomes a character, so that n-grams of words are read. */
function readTaobao(line: Line): RatedDialogue {
  const turns = line.turns as { r: string; w: string }[]
  return {
    id: line.id,
    messages: turns.map(({ r, w }) => (r === 'c' ? said(charactersOf(w)) : replied(charactersOf(w)))),
    turns: [],
    whole: line.satisfaction === 1 ? 1 : 0,
  }
}

/** Mean of 19 votes on satisfaction (-2..2) below -0.5. */
function readStc(line: Line): RatedDialogue {
  const turns = line.turns as { sender: string; utterances: string[] }[]
  return {
    id: line.id,
    messages: turns.flatMap(({ sender, utterances }) => utterances.map(sender === 'customer' ? said : replied)),
    turns: [],
    whole: mean(line.S as number[]) < -0.5 ? 1 : 0,
  }
}

const FIRST_HAN = 0x4e00
const HAN = 20_900
const FIRST_EXTENSION = 0x3400
const EXTENSION = 6592

/** Any letter that never stands for a word. */
const UNKNOWN = 'あ'

const charactersOf = (words: string): string =>
  words
    .split(' ')
    .map((word) => {
      const number = Number.parseInt(word, 10)
      if (!(number >= 0) || number >= HAN + EXTENSION) return UNKNOWN
      return String.fromCharCode(number < HAN ? FIRST_HAN + number : FIRST_EXTENSION + number - HAN)
    })
    .join('')
