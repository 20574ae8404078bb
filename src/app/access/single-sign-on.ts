import * as oidc from 'openid-client'
import { claimedRole } from '../../access/claimed-role.ts'
import type { Role } from '../../access/roles.ts'
import type { OidcAttempts } from '../../adapters/postgres/oidc-attempts.ts'
import { LoopError } from '../../errors/loop-error.ts'
import { isLoopback } from '../http/loopback.ts'
import type { OidcSettings } from './access-settings.ts'

/** How long a person may take at the provider. */
export const AWAY_MS = 10 * 60_000
const TIMEOUT_S = 10

/** Whom the provider sent back. */
export interface Known {
  readonly issuer: string
  readonly subject: string
  readonly login: string
  readonly name: string
  /** null = none of the claims gives one. */
  readonly role: Role | null
  readonly returnTo: string
}

export interface SingleSignOn {
  /** What stands on the button. */
  readonly name: string
  /** Where to send the browser, and the state that its cookie must bring back. */
  begin(callbackUrl: string, returnTo: string): Promise<{ url: string; state: string }>
  /** Throws LOOP_OIDC_FAILED (401 or 502). */
  finish(currentUrl: URL, cookieState: string | null): Promise<Known>
}

/** Authorisation code flow with PKCE, state and nonce. What the provider is, it says itself (discovery), once. */
export function openSingleSignOn(settings: OidcSettings, attempts: OidcAttempts, clock: () => number): SingleSignOn {
  let found: Promise<oidc.Configuration> | null = null
  const provider = (): Promise<oidc.Configuration> => {
    found ??= discover(settings).catch((cause: unknown) => {
      found = null // the next one asks again
      throw failed(`${settings.issuer} does not say how to log in there`, cause, 502)
    })
    return found
  }
  return {
    name: settings.name,
    async begin(callbackUrl, returnTo) {
      const [state, nonce, verifier] = [oidc.randomState(), oidc.randomNonce(), oidc.randomPKCECodeVerifier()]
      const url = oidc.buildAuthorizationUrl(await provider(), {
        redirect_uri: callbackUrl,
        scope: settings.scope,
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
      })
      const now = clock()
      await attempts.add(state, { nonce, verifier, returnTo }, now, now + AWAY_MS)
      return { url: url.href, state }
    },
    async finish(currentUrl, cookieState) {
      const state = currentUrl.searchParams.get('state')
      const attempt = state === null || state !== cookieState ? null : await attempts.take(state, clock())
      if (state === null || attempt === null) {
        throw failed('this login was not begun in this browser, or more than ten minutes ago')
      }
      const tokens = await oidc
        .authorizationCodeGrant(await provider(), currentUrl, {
          pkceCodeVerifier: attempt.verifier,
          expectedState: state,
          expectedNonce: attempt.nonce,
          idTokenExpected: true,
        })
        .catch((cause: unknown) => {
          throw failed('the provider’s answer does not hold', cause)
        })
      return knownOf(await claimsOf(await provider(), tokens), settings, attempt.returnTo)
    },
  }
}

function discover({ issuer, clientId, clientSecret }: OidcSettings): Promise<oidc.Configuration> {
  const url = new URL(issuer)
  // Without TLS only on this machine, where nobody stands between.
  const execute = url.protocol === 'http:' && isLoopback(url.hostname) ? [oidc.allowInsecureRequests] : []
  return oidc.discovery(url, clientId, clientSecret, undefined, { execute, timeout: TIMEOUT_S })
}

type Claims = Readonly<Record<string, unknown>> & { readonly iss: string; readonly sub: string }

/** What the ID token says, and what the provider tells only when asked (userinfo). */
async function claimsOf(
  provider: oidc.Configuration,
  tokens: oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers,
): Promise<Claims> {
  const claims = tokens.claims()
  if (claims === undefined) throw failed('the provider sent no ID token')
  if (provider.serverMetadata().userinfo_endpoint === undefined) return claims
  const more = await oidc.fetchUserInfo(provider, tokens.access_token, claims.sub).catch((cause: unknown) => {
    throw failed('the provider does not say who this is', cause, 502)
  })
  return { ...more, ...claims }
}

function knownOf(claims: Claims, { roleClaim, roles }: OidcSettings, returnTo: string): Known {
  const text = (name: string): string | null => {
    const value = claims[name]
    return typeof value === 'string' && value.trim() !== '' ? value : null
  }
  const login = text('preferred_username') ?? text('email') ?? claims.sub
  return {
    issuer: claims.iss,
    subject: claims.sub,
    login,
    name: text('name') ?? login,
    role: claimedRole(claims, roleClaim, roles),
    returnTo,
  }
}

const failed = (why: string, cause?: unknown, status = 401): LoopError =>
  new LoopError('LOOP_OIDC_FAILED', `Single sign-on failed: ${why}. Begin again from the login page.`, {
    status,
    cause,
  })
