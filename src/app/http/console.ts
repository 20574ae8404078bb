import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { App } from './server.ts'

/** Where the built console lies: beside the compiled service, or in a checkout's `dist`. */
const BUILT = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../../dist/web' : '../../web', import.meta.url),
)

const NONCE_PLACE = '__CSP_NONCE__'
const YEAR_MS = 31_536_000_000

/** Paths of the interface: what is not found below them is answered in JSON, also to a browser. */
const INTERFACE = /^\/(v1\/|openapi\.json|metrics|healthz|readyz|assets\/)/

/** What a page of the console may load and do: its own files and this service, nothing else. */
const policyOf = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

/**
 * Serves the console: its files by name, and its one page for every address that a browser asks as a page.
 *
 * @param folder the built console; null = where the build puts it
 */
export async function serveConsole(app: App, folder: string | null): Promise<void> {
  const root = resolve(folder ?? BUILT)
  // A checkout without a built console is no fault of the service: its page says so, not the log.
  await app.register(fastifyStatic, { root, serve: false, preCompressed: true, suppressWarning: true })
  app.addHook('onSend', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff')
    // An answer may be for one person alone, and shared caches go by the cookie as little as by the user.
    if (reply.getHeader('cache-control') === undefined) reply.header('cache-control', 'no-store')
  })
  const open = { config: { scope: null }, schema: { hide: true } }
  app.get('/assets/*', open, async (request, reply) =>
    // Below its own folder: `/assets/..%2findex.html` would be the page without its policy, kept for a year.
    reply.sendFile(request.url.split('?')[0]!.slice('/assets/'.length), join(root, 'assets'), {
      maxAge: YEAR_MS,
      immutable: true,
    }),
  )
  app.get('/favicon.svg', open, async (_request, reply) => reply.sendFile('favicon.svg'))
  app.get('/*', open, async (request, reply) => {
    if (INTERFACE.test(request.url) || !request.headers.accept?.includes('text/html')) return reply.callNotFound()
    const page = await readFile(`${root}/index.html`, 'utf8').catch(() => null)
    const nonce = randomBytes(18).toString('base64')
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', policyOf(nonce))
      .header('referrer-policy', 'no-referrer')
      .header('cross-origin-opener-policy', 'same-origin')
      .header('permissions-policy', 'camera=(), geolocation=(), microphone=()')
      .header('cache-control', 'no-store')
    if (page === null) return reply.code(503).send(NOT_BUILT)
    return reply.send(page.replace(NONCE_PLACE, nonce))
  })
}

const NOT_BUILT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>salesloop</title>
<h1>The console is not built in this checkout</h1>
<p>Run <code>make console</code> (or <code>npm run build:web</code>), then load this page again. The HTTP interface works meanwhile.</p>
<h1 lang="zh">此源码目录尚未构建控制台</h1>
<p lang="zh">请运行 <code>make console</code>（或 <code>npm run build:web</code>），然后刷新本页。HTTP 接口不受影响。</p></html>`
