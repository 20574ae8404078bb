import { useSyncExternalStore } from 'react'
import { type Chat, newChat, suffixOf } from './chat.ts'

/** The chat outlives a look at another page: who follows their conversation through the loop comes back to it. */
let chat: Chat = fresh()
const listeners = new Set<() => void>()

function fresh(): Chat {
  return newChat(suffixOf(crypto.getRandomValues(new Uint8Array(6))))
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useChat = (): Chat => useSyncExternalStore(subscribe, () => chat)

export const currentChat = (): Chat => chat

export function keepChat(next: Chat): void {
  chat = next
  for (const listener of listeners) listener()
}

export const beginAnew = (): void => keepChat(fresh())
