// CodeMirror writes its styles through style-mod: into a constructed sheet inside a shadow root, into a <style> element in a page,
// which the Content-Security-Policy refuses. Here the page is given the constructed sheet, too.

import { StyleModule } from 'style-mod'

let done = false

export function adoptEditorStyles(): void {
  if (done) return
  done = true
  // Looks like a shadow root to style-mod, and hands its sheets on to the page.
  const root = {
    ownerDocument: document,
    get adoptedStyleSheets() {
      return document.adoptedStyleSheets
    },
    set adoptedStyleSheets(sheets: CSSStyleSheet[]) {
      document.adoptedStyleSheets = sheets
    },
  }
  StyleModule.mount(root as unknown as ShadowRoot, [])
  // What it remembers there is the set of styles for a root: the page has the same one from now on.
  for (const key of Object.getOwnPropertySymbols(root))
    Object.defineProperty(document, key, { value: Reflect.get(root, key), configurable: true })
}
