import { useSearchParams } from 'react-router'

export interface Address {
  read(name: string): string | null
  /** Sets some, removes those given as null. `replace`: the back button does not stop here. */
  set(values: Readonly<Record<string, string | null>>, replace?: boolean): void
}

/** What is chosen on a tab, as it stands in the URL. */
export function useAddress(): Address {
  const [params, setParams] = useSearchParams()
  return {
    read: (name) => params.get(name),
    set(values, replace = false) {
      setParams(
        (old) => {
          const next = new URLSearchParams(old)
          for (const [name, value] of Object.entries(values)) {
            if (value === null || value === '') next.delete(name)
            else next.set(name, value)
          }
          return next
        },
        { replace },
      )
    },
  }
}
