/** One thing that a schema found wrong, as Fastify hands it on. */
export interface WrongField {
  /** `/turns/0/intent`; empty or `/` = the whole. */
  readonly instancePath?: string
  readonly message?: string
}

const LONGEST_SHOWN = 40

/**
 * What came and what is allowed, field by field. Of what came, numbers and switches are repeated, and short words where a
 * choice was to be made; never a text, which may be a customer's.
 *
 * @param context `body`, `querystring`, `params` or `headers`
 * @param came what the schema looked at
 */
export function wrongFields(wrong: readonly WrongField[], context: string, came: unknown): string {
  return wrong.map((each) => wrongField(each, context, came)).join('; ')
}

function wrongField({ instancePath = '', message = 'is not allowed' }: WrongField, context: string, came: unknown) {
  const value = valueAt(came, instancePath)
  const place = `${context}${instancePath.replace(/\/$/, '')}`
  const allowed = message.replace(/^Invalid (?:input|option): /, '').replace(/, received (?:undefined|NaN)$/, '')
  if (value === undefined && / received undefined$/.test(message)) return `${place} is missing: ${allowed}`
  const isChoice = context !== 'body' || message.startsWith('Invalid option')
  const shown = shownOf(value, isChoice)
  return shown === null ? `${place} ${message}` : `${place} is ${shown}: ${allowed}`
}

function shownOf(value: unknown, isChoice: boolean): string | null {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value === 'string' && isChoice && value.length <= LONGEST_SHOWN) return `'${value}'`
  return null
}

function valueAt(whole: unknown, path: string): unknown {
  let value = whole
  for (const key of path.split('/').filter((part) => part !== '')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<string, unknown>)[key]
  }
  return value
}
