import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api, bodyOf } from '../../api/client.ts'
import type { paths } from '../../generated/api'

export type WorthAnswer = paths['/v1/signals/worth']['get']['responses'][200]['content']['application/json']
export type Worth = WorthAnswer['worth'][number]
export type Proposal = WorthAnswer['proposals'][number]
export type Share = Worth['precision']

export const SPANS = [7, 30, 90, 0] as const
export const KINDS = ['rule', 'signal', 'threshold', 'outcome'] as const
export type Kind = (typeof KINDS)[number]
/** Of what is called found, at most this share is chance. */
export const FOUND = 0.05

const DAY_MS = 86_400_000

/** What the address of the page says. */
export interface View {
  /** 0 = everything. */
  readonly days: number
  readonly assistant: string
  readonly kind: Kind | 'all'
  readonly pairs: 'map' | 'list'
}

export function viewOf(search: URLSearchParams): View {
  return {
    days: SPANS.find((span) => String(span) === search.get('days')) ?? 30,
    assistant: search.get('assistant') ?? '',
    kind: KINDS.find((kind) => kind === search.get('kind')) ?? 'all',
    pairs: search.get('pairs') === 'list' ? 'list' : 'map',
  }
}

export function searchOf({ days, assistant, kind, pairs }: View): URLSearchParams {
  const search = new URLSearchParams()
  if (days !== 30) search.set('days', String(days))
  if (assistant !== '') search.set('assistant', assistant)
  if (kind !== 'all') search.set('kind', kind)
  if (pairs !== 'map') search.set('pairs', pairs)
  return search
}

export const useWorth = ({ days, assistant }: View, now: number) =>
  useQuery({
    queryKey: ['signals', 'worth', days, assistant, now],
    placeholderData: keepPreviousData,
    queryFn: () => {
      const until = now + 1
      const from = days === 0 ? 0 : Math.max(0, until - days * DAY_MS)
      const query = { from, until, ...(assistant !== '' && { assistant_id: assistant }) }
      return bodyOf(api.GET('/v1/signals/worth', { params: { query } }))
    },
  })

/** The service's clock when the page was opened, and the assistants to choose from. */
export const useGround = () =>
  useQuery({ queryKey: ['signals', 'ground'], queryFn: () => bodyOf(api.GET('/v1/overview')), staleTime: 60_000 })

/** Where the rule editor opens with a proposal as its draft. */
export function editorLink({ action, worth }: Pick<Proposal, 'action' | 'worth'>): string {
  const search = new URLSearchParams()
  if (action === 'retire') search.set('off', worth.name)
  else if (action === 'add') search.set('add', worth.parts.join('+'))
  else search.set('low', String(worth.threshold))
  return `/rules?${search}`
}

/** A line that sorts last where nothing can be said. */
export const sortValue = (share: Share): number => share?.estimate ?? Number.NEGATIVE_INFINITY
