const query = (params: Readonly<Record<string, string | undefined>>): string => {
  const given = Object.entries(params).filter((pair): pair is [string, string] => pair[1] !== undefined)
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`
}

export const bundlePath = (bundle: string, assistant?: string, tab?: string): string =>
  `/models/${encodeURIComponent(bundle)}${query({ assistant, tab })}`
export const snapshotPath = (snapshot: string): string => `/models/snapshots/${encodeURIComponent(snapshot)}`
export const experimentPath = (experiment: string): string => `/experiments/${encodeURIComponent(experiment)}`
export const conversationPath = (conversation: string): string => `/conversations/${encodeURIComponent(conversation)}`
