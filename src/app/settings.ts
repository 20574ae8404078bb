import { delimiter, resolve } from 'node:path'
import { z } from 'zod'
import { LoopError } from '../errors/loop-error.ts'
import { ACCESS_SECRETS, AccessEnvironment, type AccessSettings, accessSettingsOf } from './access/access-settings.ts'

const flag = z
  .enum(['true', 'false', '1', '0', ''])
  .transform((text) => text === 'true' || text === '1')
  .default(false)

const Environment = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  SALESLOOP_DATA_DIR: z.string().min(1).optional(),
  SALESLOOP_LAKE_DIR: z.string().min(1).optional(),
  SALESLOOP_URL: z.url().optional(),
  SALESLOOP_API_KEY: z.string().min(1).optional(),
  SALESLOOP_MASK: z.enum(['off', 'basic', 'full']).default('off'),
  SALESLOOP_LOG: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('warn'),
  SALESLOOP_MAX_EVENTS_PER_CONVERSATION: z.coerce.number().int().min(1).max(1_000_000).default(5000),
  SALESLOOP_FEATURE_CONFIG: z.string().min(1).optional(),
  SALESLOOP_CONSOLE_DIR: z.string().min(1).optional(),
  SALESLOOP_ERASE_FOLDERS: z.string().optional(),
  SALESLOOP_ALERT_WEBHOOK_URL: z.url({ protocol: /^https?$/ }).optional(),
  SALESLOOP_ALERT_WEBHOOK_SECRET: z.string().min(16).optional(),
  SALESLOOP_FEISHU_WEBHOOK_URL: z.url({ protocol: /^https?$/ }).optional(),
  SALESLOOP_FEISHU_SECRET: z.string().min(1).optional(),
  SALESLOOP_FEISHU_LANGUAGE: z.enum(['zh', 'en']).default('zh'),
  ...AccessEnvironment,
  CI: flag,
})

/** What must not stand in a log, not even when it is wrong. */
const SECRETS = new Set<string>([
  ...ACCESS_SECRETS,
  ...['DATABASE_URL', 'SALESLOOP_API_KEY', 'SALESLOOP_ALERT_WEBHOOK_URL', 'SALESLOOP_ALERT_WEBHOOK_SECRET'],
  ...['SALESLOOP_FEISHU_WEBHOOK_URL', 'SALESLOOP_FEISHU_SECRET'],
])

/** What the environment says; command-line flags go over it. */
export interface Settings {
  readonly databaseUrl: string | null
  readonly dataDir: string
  /** Where exports go; null = `lake` in the data folder. */
  readonly lakeDir: string | null
  /** Where commands that talk to a running service find it. */
  readonly url: string | null
  readonly apiKey: string | null
  /** basic: what form or check digit proves; full: also WeChat, QQ, plates, addresses and names. */
  readonly mask: 'off' | 'basic' | 'full'
  readonly logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug'
  /** Against bots; events beyond are refused before they are accepted. */
  readonly maxEventsPerConversation: number
  /** Folders beside the data folder's own in which an erasure looks for exports. */
  readonly eraseFolders: readonly string[]
  /** File with the constants of the features (docs/similarity.md); null = the defaults. */
  readonly featureConfig: string | null
  /** A console built elsewhere than `dist/web`, for those who work on it; null = there. */
  readonly consoleDir: string | null
  /** Who outside is told of alerts; null = nobody on that channel. */
  readonly alerts: AlertSettings
  /** Who may come in, and by which address. */
  readonly access: AccessSettings
  readonly ci: boolean
}

export interface AlertSettings {
  readonly webhook: { readonly url: string; readonly secret: string } | null
  readonly feishu: { readonly url: string; readonly secret: string | null; readonly language: 'zh' | 'en' } | null
}

/** The only reader of the environment. Throws LOOP_BAD_SETTING naming the variable. */
export function parseSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const parsed = Environment.safeParse(environment)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const name = String(issue?.path[0])
    throw new LoopError(
      'LOOP_BAD_SETTING',
      `${name}=${SECRETS.has(name) ? '(not shown)' : environment[name]}: ${issue?.message}. Correct or unset ${name}.`,
    )
  }
  const { data } = parsed
  return {
    databaseUrl: data.DATABASE_URL ?? null,
    dataDir: resolve(data.SALESLOOP_DATA_DIR ?? '.data'),
    lakeDir: data.SALESLOOP_LAKE_DIR === undefined ? null : resolve(data.SALESLOOP_LAKE_DIR),
    url: data.SALESLOOP_URL ?? null,
    apiKey: data.SALESLOOP_API_KEY ?? null,
    mask: data.SALESLOOP_MASK,
    logLevel: data.SALESLOOP_LOG,
    maxEventsPerConversation: data.SALESLOOP_MAX_EVENTS_PER_CONVERSATION,
    featureConfig: data.SALESLOOP_FEATURE_CONFIG ?? null,
    consoleDir: data.SALESLOOP_CONSOLE_DIR === undefined ? null : resolve(data.SALESLOOP_CONSOLE_DIR),
    eraseFolders: [
      ...(data.SALESLOOP_LAKE_DIR === undefined ? [] : [resolve(data.SALESLOOP_LAKE_DIR)]),
      ...(data.SALESLOOP_ERASE_FOLDERS ?? '').split(delimiter).filter((folder) => folder !== ''),
    ],
    alerts: alertsOf(data),
    access: accessSettingsOf(data),
    ci: data.CI,
  }
}

function alertsOf(data: z.infer<typeof Environment>): AlertSettings {
  const { SALESLOOP_ALERT_WEBHOOK_URL: url, SALESLOOP_ALERT_WEBHOOK_SECRET: secret } = data
  if ((url === undefined) !== (secret === undefined)) {
    throw new LoopError(
      'LOOP_BAD_SETTING',
      'SALESLOOP_ALERT_WEBHOOK_URL and SALESLOOP_ALERT_WEBHOOK_SECRET belong together, and only one of them is set. Set both, or neither.',
    )
  }
  const feishu = data.SALESLOOP_FEISHU_WEBHOOK_URL
  return {
    webhook: url === undefined || secret === undefined ? null : { url, secret },
    feishu:
      feishu === undefined
        ? null
        : { url: feishu, secret: data.SALESLOOP_FEISHU_SECRET ?? null, language: data.SALESLOOP_FEISHU_LANGUAGE },
  }
}
