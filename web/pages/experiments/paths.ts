export const experimentPath = (experiment: string, assistant: string | null): string =>
  `/experiments/${encodeURIComponent(experiment)}${assistant === null ? '' : `?${new URLSearchParams({ assistant })}`}`

/** Of the page "Models and releases", where orders are given. */
export const bundlePath = (bundle: string): string => `/models/${encodeURIComponent(bundle)}`
