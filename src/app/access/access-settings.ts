import { isIP } from 'node:net'
import { z } from 'zod'
import type { RoleMapping } from '../../access/claimed-role.ts'
import { isRole, ROLES, type Role } from '../../access/roles.ts'
import { LoopError } from '../../errors/loop-error.ts'

/** What the environment says about who may come in. */
export const AccessEnvironment = {
  SALESLOOP_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  SALESLOOP_PROXIES: z.string().optional(),
  SALESLOOP_OIDC_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
  SALESLOOP_OIDC_CLIENT_ID: z.string().min(1).optional(),
  SALESLOOP_OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  SALESLOOP_OIDC_NAME: z.string().min(1).max(60).default('OpenID Connect'),
  SALESLOOP_OIDC_SCOPE: z.string().min(1).default('openid profile email'),
  SALESLOOP_OIDC_ROLE_CLAIM: z.string().min(1).default('roles'),
  SALESLOOP_OIDC_ROLES: z.string().optional(),
}
export const ACCESS_SECRETS = ['SALESLOOP_OIDC_CLIENT_SECRET'] as const
type Environment = z.infer<z.ZodObject<typeof AccessEnvironment>>

export interface OidcSettings {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** On the button. */
  readonly name: string
  readonly scope: string
  readonly roleClaim: string
  readonly roles: RoleMapping
}

export interface AccessSettings {
  /** Where people reach the console; null = at the address on which the service listens. */
  readonly publicUrl: string | null
  /** Addresses or networks of proxies whose X-Forwarded-For is believed. */
  readonly proxies: readonly string[]
  readonly oidc: OidcSettings | null
}

/** Throws LOOP_BAD_SETTING. */
export function accessSettingsOf(data: Environment): AccessSettings {
  const { SALESLOOP_PUBLIC_URL: url, SALESLOOP_PROXIES: proxies } = data
  return {
    publicUrl: url === undefined ? null : url.replace(/\/+$/, ''),
    proxies: (proxies ?? '').split(',').flatMap((text) => proxyOf(text.trim()) ?? []),
    oidc: oidcOf(data),
  }
}

/** Groups of addresses that have names of their own. */
const NAMED_NETWORKS = new Set(['loopback', 'linklocal', 'uniquelocal'])

function proxyOf(text: string): string | null {
  if (text === '') return null
  const [address = '', bits, ...more] = text.split('/')
  const longest = isIP(address) === 6 ? 128 : 32
  const isNetwork = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) > 0 && Number(bits) <= longest)
  if (NAMED_NETWORKS.has(text) || (isIP(address) !== 0 && isNetwork && more.length === 0)) return text
  throw new LoopError(
    'LOOP_BAD_SETTING',
    `SALESLOOP_PROXIES has '${text}', which is no address and no network. Write such as 10.0.0.5,10.1.0.0/16.`,
  )
}

function oidcOf(data: Environment): OidcSettings | null {
  const parts = {
    SALESLOOP_OIDC_ISSUER: data.SALESLOOP_OIDC_ISSUER,
    SALESLOOP_OIDC_CLIENT_ID: data.SALESLOOP_OIDC_CLIENT_ID,
    SALESLOOP_OIDC_CLIENT_SECRET: data.SALESLOOP_OIDC_CLIENT_SECRET,
    SALESLOOP_OIDC_ROLES: data.SALESLOOP_OIDC_ROLES,
  }
  const missing = Object.entries(parts).filter(([, value]) => value === undefined)
  if (missing.length === Object.keys(parts).length) return null
  const [first] = missing
  if (first) {
    throw new LoopError(
      'LOOP_BAD_SETTING',
      `${Object.keys(parts).join(', ')} belong together, and ${first[0]} is not set. Set it, or none of them.`,
    )
  }
  return {
    issuer: data.SALESLOOP_OIDC_ISSUER!,
    clientId: data.SALESLOOP_OIDC_CLIENT_ID!,
    clientSecret: data.SALESLOOP_OIDC_CLIENT_SECRET!,
    name: data.SALESLOOP_OIDC_NAME,
    scope: data.SALESLOOP_OIDC_SCOPE,
    roleClaim: data.SALESLOOP_OIDC_ROLE_CLAIM,
    roles: mappingOf(data.SALESLOOP_OIDC_ROLES!),
  }
}

/** `admin=salesloop-admins,engineer=ml,engineer=research` */
function mappingOf(text: string): RoleMapping {
  const mapping: Partial<Record<Role, string[]>> = {}
  for (const part of text.split(',')) {
    const [role = '', ...value] = part.trim().split('=')
    if (!isRole(role) || value.join('=') === '') {
      throw new LoopError(
        'LOOP_BAD_SETTING',
        `SALESLOOP_OIDC_ROLES has '${part.trim()}'; each part is role=value with a role of ${ROLES.join(', ')}. Write such as admin=sales-admins,engineer=ml.`,
      )
    }
    mapping[role] = [...(mapping[role] ?? []), value.join('=')]
  }
  return mapping
}
