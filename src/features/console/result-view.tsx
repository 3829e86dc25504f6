// A result as a table, as JSON or raw, to be copied or taken along as a file. Long ones scroll inside their card.

import { Button, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import { answerOf, tableOf, type Table } from '../../../worker/console/format.ts'
import type { Outcome } from '../../../worker/console/outcome.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { downloadBytes } from '../../ui/download.ts'
import { ScrollTable } from '../../ui/scroll-table.tsx'
import { shorten } from '../../ui/spore-words.ts'
import classes from './card.module.css'
import { CONSOLE } from './strings.ts'
import { exportsOf, textOf, viewsOf, type View } from './view-model.ts'

/** How much of one value a card shows; copying and files take all of it. */
const MAX_VALUE_SHOWN = 4_000
const MAX_TEXT_SHOWN = 100_000

export function ResultView({
  outcome,
  onRun,
}: {
  readonly outcome: Outcome
  readonly onRun: (text: string) => void
}) {
  const views = viewsOf(outcome)
  const [chosen, setChosen] = useState<View | undefined>(undefined)
  const view = chosen ?? views[0] ?? 'table'
  const next = outcome.type === 'keys' ? outcome.next : undefined
  const isCut = 'more' in outcome && outcome.more && next === undefined
  return (
    <>
      {chosen === undefined || view === 'table' ? (
        <Answer outcome={outcome} />
      ) : (
        <pre className={classes['text']} tabIndex={0} aria-label={CONSOLE.views[view]}>
          {shorten(textOf(outcome, view), MAX_TEXT_SHOWN)}
        </pre>
      )}
      {outcome.type === 'value' && outcome.level !== undefined && (
        <span className={classes['meta']}>{CONSOLE.atLevel[outcome.level]}</span>
      )}
      {isCut && <span className={classes['meta']}>{CONSOLE.more}</span>}
      {(views.length > 0 || next !== undefined) && (
        <div className={classes['tools']}>
          {views.length > 0 && (
            <SegmentedControl
              size="xs"
              aria-label={CONSOLE.view}
              value={view}
              onChange={(each) => setChosen(each)}
              data={views.map((each) => ({ value: each, label: CONSOLE.views[each] }))}
            />
          )}
          {views.length > 0 && (
            <CopyButton
              label={CONSOLE.copy}
              text={textOf(outcome, view)}
              variant="subtle"
              size="compact-xs"
            />
          )}
          {exportsOf(outcome).map(([label, { name, text, type }]) => (
            <Button
              key={label}
              size="compact-xs"
              variant="subtle"
              onClick={() => downloadBytes(name, new TextEncoder().encode(text), type)}
            >
              {label}
            </Button>
          ))}
          {next !== undefined && (
            <Button size="compact-sm" variant="light" onClick={() => onRun(next)}>
              {CONSOLE.next}
            </Button>
          )}
        </div>
      )}
    </>
  )
}

function Answer({ outcome }: { readonly outcome: Outcome }) {
  const table = tableOf(outcome)
  if (table === undefined)
    return (
      <output className={classes['answer']} data-answer>
        {shorten(answerOf(outcome) ?? '', MAX_VALUE_SHOWN)}
      </output>
    )
  if (table.rows.length === 0)
    return (
      <output className={classes['said']} data-answer>
        {CONSOLE.noRows}
      </output>
    )
  return (
    <Rows
      table={table}
      prose={outcome.type === 'help' || outcome.type === 'policies' ? outcome.type : undefined}
    />
  )
}

const Rows = ({ table, prose }: { readonly table: Table; readonly prose: string | undefined }) => (
  <ScrollTable
    label={CONSOLE.views.table}
    columns={table.columns}
    boxClass={classes['scroll']}
    tableClass={classes['table']}
    prose={prose}
  >
    {table.rows.map((cells, row) => (
      <tr key={row}>
        {cells.map((cell, column) => (
          <td key={column} data-label={table.columns[column]} data-answer>
            {shorten(cell, MAX_VALUE_SHOWN)}
          </td>
        ))}
      </tr>
    ))}
  </ScrollTable>
)
