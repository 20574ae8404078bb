/**
 * Style elements that libraries make get the nonce of this load. Some parts of antd forget it (they measure the scroll bar, or lock
 * the page behind a dialog), and the content security policy would drop their rules.
 */
export function giveStylesTheNonce(nonce: string): void {
  const create = document.createElement.bind(document)
  document.createElement = ((name: string, options?: ElementCreationOptions): HTMLElement => {
    const element = create(name, options)
    if (element instanceof HTMLStyleElement) element.nonce = nonce
    return element
  }) as typeof document.createElement
}
