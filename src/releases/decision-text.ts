import { amount, measured } from '../experiments/figure-text.ts'
import type { Because, Decision } from './decision.ts'

type Say = (decision: Decision) => string

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
const day = (instant: number): string => `${new Date(instant).toISOString().slice(0, 16).replace('T', ' ')} UTC`
const count = (n: number): string => Math.round(n).toLocaleString('en-GB')

const SENTENCES: Readonly<Record<Decision['code'], Say>> = {
  splitWrong: ({ share, nextShare }) =>
    `Nothing is compared: ${percent(share)} of users are in the canary instead of ${percent(nextShare)}.`,
  bothMany: ({ share, nextShare }) =>
    `It does not go on: both arms answered ${percent(share)} of users, and ${percent(nextShare)} are borne.`,
  mismatched: ({ share, nextShare }) =>
    `It does not go on: ${percent(share)} of conversations name another arm than was drawn, and ${percent(nextShare)} are borne.`,
  worse: ({ figure }) => `It is worse: ${figure} shows a loss, and the guardrail takes it back.`,
  paused: ({ share }) => `It is paused at ${percent(share)} of users.`,
  advances: ({ share, nextShare }) => `It goes on from ${percent(share)} to ${percent(nextShare)} of users.`,
  advancesToEveryone: () => 'It goes live for everyone, once it is approved where the policy wants that.',
  needsPerson: ({ nextShare }) => `Its figures allow ${percent(nextShare)} of users; a person orders it.`,
  waitTime: ({ at }) => `It waits until ${day(at)}: its figures are good, its least time is not over.`,
  waitUsers: ({ figure, users }) =>
    `It waits: ${figure} needs about ${count(users)} more mature users in the canary, and has none yet.`,
  waitUsersSpan: ({ figure, users, spanMs }) =>
    `It waits: ${figure} needs about ${count(users)} more mature users in the canary, some ${Math.ceil(spanMs / 3_600_000)} h at the present pace.`,
  waitUnknown: ({ figure }) => `It waits: for ${figure} there is not enough data, and what is missing cannot be told.`,
  trialRuns: ({ figure, at }) => `It runs until ${day(at)}: ${figure} is not shown to be better yet.`,
  trialLeads: ({ figure, at }) => `${figure} is better for sure; it runs on until ${day(at)}, as was set.`,
  trialWon: ({ figure }) => `It has won: ${figure} is better for sure. A person releases it.`,
  trialOver: ({ figure }) =>
    `Its time is over, and ${figure} was not shown to be better: it does not ship. A person ends it.`,
  live: ({ at }) => `It went live for everyone at ${day(at)}.`,
  takenBackByFigures: ({ figure, at }) => `It was taken back by itself at ${day(at)}: ${figure} showed a loss.`,
  takenBack: ({ who, at }) => `${who} took it back at ${day(at)}.`,
  abandoned: ({ who, at }) => `${who} ended it at ${day(at)}.`,
  replaced: ({ at }) => `Another release took its place at ${day(at)}.`,
}

const REASONS: Readonly<Record<Because['says'], (because: Because) => string>> = {
  noLoss: ({ margin, unit }) => `no loss above ${measured(margin ?? 0, unit)}`,
  loss: () => 'a loss for sure',
  better: () => 'better for sure',
  notEnough: () => 'not enough data yet',
  nothingYet: () => 'nothing is mature yet',
}

/** What was decided and why, in a sentence or two. */
export function decisionText(decision: Decision): string {
  const reasons = decision.because.map((each) => `${each.figure}: ${REASONS[each.says](each)}${rangeOf(each)}`)
  return [SENTENCES[decision.code](decision), ...(reasons.length > 0 ? [`${reasons.join('; ')}.`] : [])].join(' ')
}

const rangeOf = ({ estimate, low, high, unit, currency }: Because): string =>
  estimate === null || low === null || high === null
    ? ''
    : ` (${measured(estimate, unit)}${currency === null ? '' : ` ${currency}`}, ${amount(low, unit)} to ${amount(high, unit)})`
