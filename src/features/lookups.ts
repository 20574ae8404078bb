import type { FeatureConfig } from './config.ts'

/** A configuration with its lists made ready for look-up. */
export interface Lookups {
  readonly config: FeatureConfig
  readonly terminalStates: ReadonlySet<string>
  readonly softEndReasons: ReadonlySet<string>
  readonly negativeLabels: ReadonlySet<string>
  readonly acknowledgements: ReadonlySet<string>
  /** In code points. */
  readonly longestAcknowledgement: number
  /** See `acknowledgementKey`. */
  readonly acknowledgementKeys: ReadonlySet<number>
}

/** Few texts begin like an acknowledgement and are as long; only those need to be compared with one. */
export const acknowledgementKey = (first: number, length: number): number => first * 1024 + length

const made = new WeakMap<FeatureConfig, Lookups>()

/** The look-ups of a configuration; made once for each configuration object. */
export function lookupsOf(config: FeatureConfig): Lookups {
  const known = made.get(config)
  if (known !== undefined) return known
  const { acknowledgements } = config.question
  const lookups: Lookups = {
    config,
    terminalStates: new Set(config.terminalStates),
    softEndReasons: new Set(config.softEndReasons),
    negativeLabels: new Set(config.negativeLabels),
    acknowledgements: new Set(acknowledgements),
    longestAcknowledgement: Math.max(0, ...acknowledgements.map((text) => [...text].length)),
    acknowledgementKeys: new Set(
      acknowledgements.map((text) => acknowledgementKey(text.codePointAt(0) ?? 0, [...text].length)),
    ),
  }
  made.set(config, lookups)
  return lookups
}
