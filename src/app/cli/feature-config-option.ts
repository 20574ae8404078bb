import { Option } from 'commander'

export const featureConfigOption = (): Option =>
  new Option(
    '--feature-config <file>',
    'constants of the features as JSON, a learned measure of "the same question" among them; without it, SALESLOOP_FEATURE_CONFIG or the defaults',
  )
