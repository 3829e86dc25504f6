// A value as its type asks for: a number large, text as it is, bytes as hex or text, and collections page by page.

import { Button, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import type { PolicyId, RecordView, ValueView } from '../../../worker/rpc/contract.ts'
import { FailureNote, Loading } from '../../ui/note.tsx'
import rows from '../../ui/rows.module.css'
import { shorten } from '../../ui/spore-words.ts'
import { type Collection, type Element, ELEMENTS_A_PAGE, isCollection } from './elements.ts'
import classes from './page.module.css'
import { DATA, EDIT, RECORD } from './strings.ts'
import { useElements } from './use-elements.ts'
import { bytesAsText, hexLines, scalarToText } from './view-model.ts'

const MAX_TEXT_SHOWN = 20_000
const MAX_BYTES_SHOWN = 8_192

interface ValueProps {
  readonly policy: PolicyId
  readonly record: RecordView & { readonly value: ValueView }
  readonly onRemove: (element: Element) => void
}

export function Value({ policy, record, onRemove }: ValueProps) {
  const { value } = record
  if (isCollection(value))
    return <Elements policy={policy} record={record} type={value.type} onRemove={onRemove} />
  switch (value.type) {
    case 'number':
      return (
        <>
          <output className={classes['number']}>{value.number}</output>
          <Bar value={value} />
        </>
      )
    case 'string':
      return <pre className={rows['pre']}>{shorten(value.text, MAX_TEXT_SHOWN)}</pre>
    case 'bytes':
      return <Bytes bytes={value.bytes} />
  }
}

/** Where a counter is between its two bounds; with one bound there is nothing to draw. */
function Bar({ value: { number, min, max } }: { readonly value: Extract<ValueView, { type: 'number' }> }) {
  if (min === undefined || max === undefined) return null
  return (
    <meter
      className={classes['meter']}
      min={Number(min)}
      max={Number(max)}
      value={Number(number)}
      aria-label={RECORD.bounded(min, max)}
    />
  )
}

function Bytes({ bytes }: { readonly bytes: Uint8Array }) {
  const [view, setView] = useState('hex')
  const shown = bytes.subarray(0, MAX_BYTES_SHOWN)
  return (
    <>
      <SegmentedControl
        aria-label={RECORD.showAs}
        size="xs"
        className={classes['start'] ?? ''}
        data={[
          { value: 'hex', label: RECORD.hex },
          { value: 'text', label: RECORD.text },
        ]}
        value={view}
        onChange={setView}
      />
      <pre className={classes['bytes']} tabIndex={0} aria-label={view === 'hex' ? RECORD.hex : RECORD.text}>
        {view === 'hex' ? hexLines(shown).join('\n') : bytesAsText(shown)}
      </pre>
    </>
  )
}

const LABELS: Readonly<Record<Collection['type'], readonly string[]>> = {
  set: [RECORD.member],
  map: [RECORD.field, RECORD.value],
  array: [RECORD.index, RECORD.value],
  queue: [RECORD.entry],
}

function Elements({
  policy,
  record,
  type,
  onRemove,
}: Omit<ValueProps, 'record'> & { readonly record: RecordView; readonly type: Collection['type'] }) {
  const [count, setCount] = useState(ELEMENTS_A_PAGE)
  const { page, failure } = useElements(policy, record, type, count)
  if (failure !== undefined) return <FailureNote failure={failure} />
  if (page === undefined) return <Loading what={DATA.title} />
  if (page.elements.length === 0) return <span className={rows['small']}>{RECORD.empty}</span>
  const canRemove = type === 'set' || type === 'map'
  return (
    <div className={classes['elements']} tabIndex={0} role="region" aria-label={RECORD.typeName[type]}>
      <table className={classes['table']}>
        <thead>
          <tr>
            {LABELS[type].map((label) => (
              <th key={label} scope="col">
                {label}
              </th>
            ))}
            {canRemove && <td />}
          </tr>
        </thead>
        <tbody>
          {page.elements.map((element, i) => {
            const { name, value } = element
            const text = scalarToText(value)
            const named = typeof name === 'object' ? scalarToText(name) : name?.toString()
            return (
              <tr key={i}>
                {name !== undefined && <th scope="row">{named}</th>}
                <td>{shorten(text)}</td>
                {canRemove && (
                  <td className={classes['tools']}>
                    <Button
                      size="compact-xs"
                      variant="subtle"
                      aria-label={named === undefined ? EDIT.removeMember(text) : EDIT.removeField(named)}
                      onClick={() => onRemove(element)}
                    >
                      {EDIT.remove}
                    </Button>
                  </td>
                )}
              </tr>
            )
          })}
        </tbody>
      </table>
      {page.more && (
        <Button size="xs" variant="default" onClick={() => setCount((before) => before + ELEMENTS_A_PAGE)}>
          {RECORD.more}
        </Button>
      )}
    </div>
  )
}
