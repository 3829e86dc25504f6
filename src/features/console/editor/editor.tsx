// The editor: CodeMirror behind a React component. Each tab keeps its own undo; what comes from outside (another window, a card's
// "Edit again") is put in as a change, so that the cursor stays and it can be undone.

import { autocompletion, closeBrackets } from '@codemirror/autocomplete'
import { history } from '@codemirror/commands'
import { bracketMatching } from '@codemirror/language'
import { linter, type Diagnostic as LintDiagnostic } from '@codemirror/lint'
import { EditorState, type Extension } from '@codemirror/state'
import { EditorView, placeholder } from '@codemirror/view'
import { useEffect, useLayoutEffect, useRef } from 'react'
import type { Diagnostic } from '../../../../worker/console/diagnostic.ts'
import { statementAt } from '../../../../worker/console/statement-at.ts'
import { changeBetween } from '../../../engine/console-tabs.ts'
import { CONSOLE } from '../strings.ts'
import { recall } from '../view-model.ts'
import { complete, type CompletionSources } from './completion.ts'
import { editorKeys } from './keys.ts'
import { sporeLanguage } from './language.ts'
import { editorLook } from './look.ts'
import { replaceSelection } from './replace-selection.ts'
import { adoptEditorStyles } from './styles.ts'

const LINT_DELAY_MS = 250

export interface EditorProps {
  readonly tab: string
  readonly text: string
  readonly history: readonly string[]
  readonly sources: CompletionSources
  readonly check: (text: string) => readonly Diagnostic[]
  readonly describedBy: string
  readonly onText: (tab: string, text: string) => void
  readonly onRun: (text: string) => void
  readonly onDiagnostics: (found: readonly Diagnostic[]) => void
  /** How buttons outside run what the keys run. */
  readonly onReady: (commands: EditorCommands | undefined) => void
}

export interface EditorCommands {
  run(): void
  runAll(): void
  focus(): void
}

export function Editor(props: EditorProps) {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)
  const latest = useRef(props)
  const shown = useRef(props.tab)
  const states = useRef(new Map<string, EditorState>())

  useLayoutEffect(() => {
    latest.current = props
  })

  useEffect(() => {
    if (host.current === null) return undefined
    adoptEditorStyles()
    const { text } = latest.current
    const made = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: text,
        selection: { anchor: text.length },
        extensions: extensionsOf(latest),
      }),
    })
    view.current = made
    latest.current.onReady({
      run: () => runHere(made, latest.current.onRun),
      runAll: () => latest.current.onRun(made.state.doc.toString()),
      focus: () => made.focus(),
    })
    // On a touch screen that would bring up the keyboard, over what one came to look at.
    if (!matchMedia('(pointer: coarse)').matches) made.focus()
    return () => {
      latest.current.onReady(undefined)
      made.destroy()
    }
  }, [])

  const { tab, text } = props
  // In the same turn as the drawing: a letter typed between the two would be taken back.
  useLayoutEffect(() => {
    const editor = view.current
    if (editor === undefined) return
    if (shown.current !== tab) {
      states.current.set(shown.current, editor.state)
      shown.current = tab
      const kept = states.current.get(tab)
      editor.setState(kept ?? EditorState.create({ doc: text, extensions: extensionsOf(latest) }))
    }
    const now = editor.state.doc.toString()
    if (now !== text) {
      const { from, to, text: insert } = changeBetween(now, text)
      editor.dispatch({ changes: { from, to, insert } })
    }
  }, [tab, text])

  return <div ref={host} />
}

function runHere(view: EditorView, onRun: (text: string) => void): void {
  const { main, ranges } = view.state.selection
  const text = view.state.doc.toString()
  if (ranges.some((range) => !range.empty)) return onRun(view.state.sliceDoc(main.from, main.to))
  const place = statementAt(text, main.head)
  if (place !== undefined) onRun(text.slice(place.from, place.to))
}

function extensionsOf(latest: { readonly current: EditorProps }): Extension {
  const recalled = { index: -1, typed: '' }
  const recallInto = (view: EditorView, step: 1 | -1): boolean => {
    const now = view.state.doc.toString()
    if (recalled.index === -1) recalled.typed = now
    const found = recall(latest.current.history, recalled.index, step, recalled.typed)
    if (found === undefined) return false
    recalled.index = found.index
    view.dispatch({
      changes: { from: 0, to: now.length, insert: found.text },
      selection: { anchor: step === 1 ? 0 : found.text.length },
      userEvent: 'input.recall',
      scrollIntoView: true,
    })
    return true
  }
  return [
    history(),
    sporeLanguage,
    bracketMatching(),
    closeBrackets(),
    autocompletion({
      icons: false,
      override: [(context) => complete(context, latest.current.sources)],
      activateOnTypingDelay: 60,
    }),
    linter((view) => lint(view, latest.current), { delay: LINT_DELAY_MS }),
    editorKeys({
      run: (view) => runHere(view, latest.current.onRun),
      runAll: (view) => latest.current.onRun(view.state.doc.toString()),
      recall: recallInto,
    }),
    replaceSelection,
    placeholder(CONSOLE.placeholder),
    editorLook,
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({
      'aria-label': CONSOLE.command,
      'aria-describedby': latest.current.describedBy,
      spellcheck: 'false',
      autocorrect: 'off',
      autocapitalize: 'none',
    }),
    EditorView.updateListener.of((update) => {
      if (!update.docChanged) return
      if (!update.transactions.some((each) => each.isUserEvent('input.recall'))) recalled.index = -1
      const { onText, tab, text } = latest.current
      const now = update.state.doc.toString()
      if (now !== text) onText(tab, now)
    }),
  ]
}

function lint(view: EditorView, { check, onDiagnostics }: EditorProps): readonly LintDiagnostic[] {
  const found = check(view.state.doc.toString())
  onDiagnostics(found)
  return found.map(({ from, to, message, suggestion }) => ({
    from,
    to,
    severity: 'error',
    message,
    ...(suggestion === undefined
      ? {}
      : {
          actions: [
            {
              name: CONSOLE.takeSuggestion(suggestion.text.trim()),
              apply: (editor) =>
                editor.dispatch({
                  changes: { from: suggestion.from, to: suggestion.to, insert: suggestion.text },
                }),
            },
          ],
        }),
  }))
}
