/** Small choices that a browser keeps between visits. Without storage (private windows) they last as long as the page. */
const memory = new Map<string, string>()

export const kept = {
  read(name: string): string | null {
    try {
      return localStorage.getItem(`salesloop.${name}`)
    } catch {
      return memory.get(name) ?? null
    }
  },
  write(name: string, value: string): void {
    memory.set(name, value)
    try {
      localStorage.setItem(`salesloop.${name}`, value)
    } catch {}
  },
  remove(name: string): void {
    memory.delete(name)
    try {
      localStorage.removeItem(`salesloop.${name}`)
    } catch {}
  },
}
