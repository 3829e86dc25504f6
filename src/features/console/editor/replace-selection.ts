// Text that is typed over other text is put in by the editor and not by the browser: Chromium would carry the colours of what stood
// there over in an inline style, which the Content-Security-Policy refuses aloud.

import { EditorView } from '@codemirror/view'

export const replaceSelection = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const text = event.data
    const selection = document.getSelection()
    if (event.inputType !== 'insertText' || text === null || view.composing || !selection?.rangeCount)
      return false
    // The browser's own range: the editor hears of a new selection a moment later.
    const range = selection.getRangeAt(0)
    if (!view.contentDOM.contains(range.commonAncestorContainer)) return false
    const from = view.posAtDOM(range.startContainer, range.startOffset)
    const to = view.posAtDOM(range.endContainer, range.endOffset)
    if (from >= to) return false
    event.preventDefault()
    const insert = () =>
      view.state.update({
        changes: { from, to, insert: text },
        selection: { anchor: from + view.state.toText(text).length },
        userEvent: 'input.type',
        scrollIntoView: true,
      })
    const handlers = view.state.facet(EditorView.inputHandler)
    if (!handlers.some((handle) => handle(view, from, to, text, insert))) view.dispatch(insert())
    return true
  },
})
