// Keys of the editor: Ctrl or Cmd with Enter runs what the cursor is in, with Shift all of it; the arrows at the first and the last
// line walk through what was run before. Tab leaves the editor as it leaves any field, unless a suggestion is open.

import {
  acceptCompletion,
  closeBracketsKeymap,
  completionKeymap,
  completionStatus,
} from '@codemirror/autocomplete'
import { defaultKeymap, historyKeymap } from '@codemirror/commands'
import { lintKeymap } from '@codemirror/lint'
import { Prec, type Extension } from '@codemirror/state'
import { keymap, type EditorView } from '@codemirror/view'

export interface KeyActions {
  run(view: EditorView): void
  runAll(view: EditorView): void
  /** 1: older, -1: newer. False when there is nothing there. */
  recall(view: EditorView, step: 1 | -1): boolean
}

export function editorKeys(actions: KeyActions): Extension {
  const run = (view: EditorView): boolean => {
    actions.run(view)
    return true
  }
  const runAll = (view: EditorView): boolean => {
    actions.runAll(view)
    return true
  }
  return [
    Prec.highest(
      keymap.of([
        { key: 'Mod-Enter', run, shift: runAll },
        { key: 'Ctrl-Enter', run, shift: runAll },
        { key: 'Tab', run: acceptCompletion },
      ]),
    ),
    Prec.high(
      keymap.of([
        { key: 'ArrowUp', run: (view) => isAtEdge(view, 'first') && actions.recall(view, 1) },
        { key: 'ArrowDown', run: (view) => isAtEdge(view, 'last') && actions.recall(view, -1) },
      ]),
    ),
    keymap.of([
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...lintKeymap,
      ...historyKeymap,
      ...defaultKeymap,
    ]),
  ]
}

/** The cursor is in the first or last line as it is seen, and nothing is selected or suggested. */
function isAtEdge(view: EditorView, edge: 'first' | 'last'): boolean {
  const { main } = view.state.selection
  if (!main.empty || completionStatus(view.state) === 'active') return false
  const [here, there] = [
    view.coordsAtPos(main.head),
    view.coordsAtPos(edge === 'first' ? 0 : view.state.doc.length),
  ]
  return here !== null && there !== null && Math.abs(here.top - there.top) < 2
}
