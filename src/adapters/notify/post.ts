/** Longest that a receiver may take. */
const TIMEOUT_MS = 10_000
/** Of an answer, so much is read: enough to say what was wrong. */
const MOST_ANSWER = 4096

/**
 * Posts JSON to a configured address and returns the answer's text. A redirect is an error: it would carry the message to
 * an address that nobody configured.
 */
export async function postJson(url: string, body: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body,
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  const text = await beginningOf(response)
  if (!response.ok) throw new Error(`the receiver answered ${response.status}: ${text.slice(0, 200)}`)
  return text
}

async function beginningOf(response: Response): Promise<string> {
  if (response.body === null) return ''
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of response.body) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length >= MOST_ANSWER) break
  }
  return text
}
