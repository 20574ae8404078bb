import type { Api } from './api.ts'
import type { EvidenceFigures } from './demo-figures.ts'
import { readEvidence } from './evidence.ts'

/** A line of GET /v1/metrics. */
export interface MetricLine {
  readonly figure: string
  readonly group: string
  readonly numerator: number
  readonly denominator: number
  readonly immature: number | null
  readonly estimate: number | null
  readonly low: number | null
  readonly high: number | null
  readonly effective_size: number
}

/** What the service itself says at the end, read over HTTP. */
export interface Readings {
  /** `flagged` per conversation. */
  readonly flagged: ReadonlyMap<string, boolean | null>
  /** Where flagged samples point: the suspect reply and part. */
  readonly suspects: readonly { readonly eventId: string; readonly part: string }[]
  readonly evidence: EvidenceFigures
  readonly overall: readonly MetricLine[]
  readonly byBundle: readonly MetricLine[]
  /** By bundle, of conversations that began while a canary ran beside the live bundle. */
  readonly duringCanary: readonly {
    readonly live: string
    readonly canary: string
    readonly lines: readonly MetricLine[]
  }[]
}

/** @param canaries when each canary ran beside what, epoch milliseconds */
export async function readAll(
  api: Api,
  canaries: readonly { readonly live: string; readonly canary: string; readonly from: number; readonly to: number }[],
): Promise<Readings> {
  const metrics = async (query: string) => (await api.get<{ figures: MetricLine[] }>(`/v1/metrics${query}`)).figures
  const duringCanary = []
  for (const { live, canary, from, to } of canaries) {
    duringCanary.push({ live, canary, lines: await metrics(`?by=bundle&from=${from}&to=${to}`) })
  }
  return {
    flagged: await flaggedOf(api),
    suspects: await suspectsOf(api),
    evidence: await readEvidence(api),
    overall: await metrics(''),
    byBundle: await metrics('?by=bundle'),
    duringCanary,
  }
}

async function flaggedOf(api: Api): Promise<Map<string, boolean | null>> {
  interface Page {
    readonly conversations: readonly {
      readonly conversation_id: string
      readonly row: { readonly flagged: boolean | null }
    }[]
    readonly next: string | null
  }
  const flagged = new Map<string, boolean | null>()
  for (let after: string | null = ''; after !== null; ) {
    const page: Page = await api.get<Page>(`/v1/conversations?limit=1000&after=${encodeURIComponent(after)}`)
    for (const one of page.conversations) flagged.set(one.conversation_id, one.row.flagged)
    after = page.next ?? null
  }
  return flagged
}

async function suspectsOf(api: Api): Promise<{ eventId: string; part: string }[]> {
  interface Page {
    readonly samples: readonly { readonly suspect: { readonly event_id: string; readonly part: string } | null }[]
    readonly next: string | null
  }
  const suspects: { eventId: string; part: string }[] = []
  for (let after: string | null = null, first = true; first || after !== null; first = false) {
    const from: string = after === null ? '' : `&after=${encodeURIComponent(after)}`
    const page: Page = await api.get<Page>(`/v1/samples?stratum=flagged&limit=1000${from}`)
    for (const { suspect } of page.samples)
      if (suspect !== null) suspects.push({ eventId: suspect.event_id, part: suspect.part })
    after = page.next ?? null
  }
  return suspects
}
