// Tabs, editor, what is wrong at the moment, and the buttons that run it. The editor is the same for all tabs.

import { Button, Tabs } from '@mantine/core'
import { useId, useMemo, useRef, useState } from 'react'
import type { Diagnostic } from '../../../worker/console/diagnostic.ts'
import type { Surroundings } from '../../../worker/console/port.ts'
import { checkScript } from '../../../worker/console/run.ts'
import type { PolicyId } from '../../../worker/rpc/contract.ts'
import { Editor, type EditorCommands } from './editor/editor.tsx'
import classes from './page.module.css'
import { CONSOLE } from './strings.ts'
import { TabBar } from './tab-bar.tsx'
import { chooseTab, typeInto, useTabs } from './tabs.ts'
import { positionOf } from './view-model.ts'

const MAX_KEYS_OFFERED = 50

export interface WorkspaceProps {
  readonly around: Surroundings
  readonly onRun: (text: string) => void
}

export function Workspace({ around, onRun }: WorkspaceProps) {
  const hint = useId()
  const active = useTabs((state) => state.active)
  const text = useTabs((state) => state.list.find(({ id }) => id === state.active)?.text ?? '')
  const history = useTabs((state) => state.history)
  const [diagnostics, setDiagnostics] = useState<readonly Diagnostic[] | undefined>(undefined)
  const commands = useRef<EditorCommands>(undefined)
  const { port, policies, context } = around
  const sources = useMemo(
    () => ({
      keys: (prefix: string) => keysFrom(port, context().policy, prefix),
      policies: () => policies.map(({ record }) => record.name),
    }),
    [port, policies, context],
  )
  return (
    <Tabs
      value={active}
      onChange={(id) => id !== null && chooseTab(id)}
      className={classes['workspace'] ?? ''}
      data-unchecked={diagnostics === undefined ? true : undefined}
    >
      <TabBar />
      <Tabs.Panel value={active} tabIndex={-1}>
        <Editor
          tab={active}
          text={text}
          history={history}
          sources={sources}
          check={(script) => checkScript(script, around).diagnostics}
          describedBy={hint}
          onText={typeInto}
          onRun={onRun}
          onDiagnostics={setDiagnostics}
          onReady={(ready) => {
            commands.current = ready
          }}
        />
      </Tabs.Panel>
      <div className={classes['below']}>
        <Button onClick={() => commands.current?.run()}>{CONSOLE.run}</Button>
        <Button variant="default" onClick={() => commands.current?.runAll()}>
          {CONSOLE.runAll}
        </Button>
        <SavedState />
      </div>
      <Wrong diagnostics={diagnostics ?? []} text={text} />
      <p id={hint} className={classes['hint']}>
        {CONSOLE.keys}
      </p>
    </Tabs>
  )
}

/** A look-up that fails offers nothing: completion is never worth a message. */
async function keysFrom(
  port: Surroundings['port'],
  policy: PolicyId | undefined,
  prefix: string,
): Promise<readonly string[]> {
  if (policy === undefined) return []
  try {
    return (
      await port.call('data.keys', { policy, ...(prefix === '' ? {} : { prefix }), limit: MAX_KEYS_OFFERED })
    ).keys
  } catch {
    return []
  }
}

function SavedState() {
  const isSaved = useTabs((state) => state.isSaved)
  const trouble = useTabs((state) => state.trouble)
  const text =
    trouble === 'length'
      ? CONSOLE.tooLong
      : trouble === 'storage'
        ? CONSOLE.notSaved
        : isSaved
          ? CONSOLE.saved
          : CONSOLE.saving
  return (
    <span className={classes['status']} data-bad={trouble !== 'none' ? true : undefined}>
      {text}
    </span>
  )
}

/** For those who cannot see the squiggle, and for all who want it in words. */
function Wrong({
  diagnostics,
  text,
}: {
  readonly diagnostics: readonly Diagnostic[]
  readonly text: string
}) {
  const [first] = diagnostics
  const position = first && positionOf(text, first.from)
  return (
    <div role="status" className={classes['wrong']}>
      {first !== undefined && position !== undefined && (
        <>
          <strong>{CONSOLE.faultAt(position.line, position.column)}:</strong> {first.message}
          {diagnostics.length > 1 && ` (${CONSOLE.moreFaults(diagnostics.length - 1)})`}
        </>
      )}
    </div>
  )
}
