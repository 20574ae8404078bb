/** The service's word for this page, without which the browser takes no style from a script. */
export const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''

/**
 * Gives each style element that scripts make the page's nonce. antd does so by itself, but not where it measures scroll bars (wide
 * tables) and locks scrolling (dialogs): there it passes none on.
 */
export function nonceStyles(): void {
  const create = document.createElement.bind(document)
  document.createElement = ((name: string, options?: ElementCreationOptions) => {
    const made = create(name, options)
    if (made instanceof HTMLStyleElement) made.nonce = nonce
    return made
  }) as typeof document.createElement
}
