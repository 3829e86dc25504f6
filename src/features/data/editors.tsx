// Changing a value in place, by its type. Everything goes the way of the console's writes; what replaces a value requires
// that nobody changed it since it was shown.

import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { OperationInput, RecordView, ScalarView, ValueView } from '../../../worker/rpc/contract.ts'
import { BoundsEditor } from './bounds-editor.tsx'
import { Line } from './edit-line.tsx'
import { isCollection } from './elements.ts'
import classes from './page.module.css'
import { ScalarInput, type TypedText } from './scalar-input.tsx'
import { EDIT } from './strings.ts'
import { editText, isCounter, parseIndex, parseTyped } from './view-model.ts'

export interface EditorProps {
  readonly record: RecordView & { readonly value: ValueView }
  readonly busy: boolean
  /** `guarded`: refused when the key has changed since. */
  readonly onWrite: (operation: OperationInput, guarded: boolean) => void
}

export function Editor(props: EditorProps) {
  const { value } = props.record
  if (isCollection(value)) return <CollectionEditor {...props} type={value.type} />
  if (value.type !== 'number') return <ReplaceEditor {...props} shown={value} />
  return (
    <>
      <AddEditor {...props} />
      {isCounter(value) ? (
        <BoundsEditor {...props} shown={value} />
      ) : (
        <>
          <ReplaceEditor {...props} shown={value} />
          <details className={classes['bounds']}>
            <summary>{EDIT.bound}</summary>
            <BoundsEditor {...props} shown={value} />
          </details>
        </>
      )}
    </>
  )
}

function AddEditor({ record, busy, onWrite }: EditorProps) {
  const [text, setText] = useState('1')
  const amount = parseTyped('number', text)
  const add = (): void => {
    if (amount.ok && amount.value.type === 'number')
      onWrite({ op: 'ADD', key: record.key, value: amount.value }, false)
  }
  return (
    <Line onSubmit={add} busy={busy} label={EDIT.add} isWrong={!amount.ok}>
      <TextInput
        label={EDIT.addAmount}
        description={EDIT.addHint}
        inputMode="decimal"
        value={text}
        error={amount.ok ? undefined : amount.reason}
        className={classes['grow'] ?? ''}
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </Line>
  )
}

function ReplaceEditor({ record, busy, onWrite, shown }: EditorProps & { readonly shown: ScalarView }) {
  // What is typed stays typed when the key changes meanwhile: the requirement speaks of the version that was shown then.
  const [typed, setTyped] = useState<TypedText | undefined>(undefined)
  const text = typed ?? { type: shown.type, text: editText(shown) }
  const value = parseTyped(text.type, text.text)
  const replace = (): void => {
    if (!value.ok) return
    onWrite({ op: 'SET', key: record.key, value: value.value }, true)
    setTyped(undefined)
  }
  return (
    <Line onSubmit={replace} busy={busy} label={EDIT.replace} isWrong={!value.ok || typed === undefined}>
      <ScalarInput
        label={EDIT.newValue}
        value={text}
        onChange={setTyped}
        error={value.ok ? undefined : value.reason}
        isLong
      />
    </Line>
  )
}

type CollectionType = 'set' | 'map' | 'array' | 'queue'
const EMPTY: TypedText = { type: 'string', text: '' }

function CollectionEditor({ record, busy, onWrite, type }: EditorProps & { readonly type: CollectionType }) {
  const [item, setItem] = useState(EMPTY)
  const [field, setField] = useState('')
  const [index, setIndex] = useState('0')
  const { key } = record
  const value = parseTyped(item.type, item.text)
  const place = parseIndex(index)
  const put = (make: (made: ScalarView) => OperationInput, guarded = false): void => {
    if (!value.ok) return
    onWrite(make(value.value), guarded)
    setItem({ ...item, text: '' })
  }
  const submit = (): void =>
    put((made) => {
      switch (type) {
        case 'set':
          return { op: 'SADD', key, value: made }
        case 'map':
          return { op: 'HSET', key, field: { type: 'string', text: field }, value: made }
        case 'array':
          return { op: 'RPUSH', key, value: made }
        case 'queue':
          return { op: 'QADD', key, value: made }
      }
    })
  const input = (
    <ScalarInput
      label={ITEM[type]}
      value={item}
      onChange={setItem}
      error={value.ok ? undefined : value.reason}
    />
  )
  const isWrong = !value.ok
  return (
    <>
      <Line onSubmit={submit} busy={busy} label={DO[type]} isWrong={isWrong}>
        {type === 'map' && (
          <TextInput
            label={EDIT.field}
            value={field}
            onChange={(event) => setField(event.currentTarget.value)}
          />
        )}
        {input}
      </Line>
      {type === 'array' && (
        <div className={classes['more']}>
          <Act
            label={EDIT.prepend}
            busy={busy || isWrong}
            onAct={() => put((made) => ({ op: 'LPUSH', key, value: made }))}
          />
          <Act label={EDIT.takeFirst} busy={busy} onAct={() => onWrite({ op: 'LPOP', key }, false)} />
          <Act label={EDIT.takeLast} busy={busy} onAct={() => onWrite({ op: 'RPOP', key }, false)} />
          <TextInput
            label={EDIT.index}
            className={classes['index'] ?? ''}
            value={index}
            error={place.ok ? undefined : place.reason}
            onChange={(event) => setIndex(event.currentTarget.value)}
          />
          {(['LSET', 'LINSERT'] as const).map((op) => (
            <Act
              key={op}
              label={op === 'LSET' ? EDIT.setItem : EDIT.insertItem}
              busy={busy || isWrong || !place.ok}
              onAct={() => place.ok && put((made) => ({ op, key, index: place.value, value: made }), true)}
            />
          ))}
        </div>
      )}
      {type === 'queue' && (
        <div className={classes['more']}>
          <Act label={EDIT.takeEntry} busy={busy} onAct={() => onWrite({ op: 'QTAKE', key }, false)} />
        </div>
      )}
    </>
  )
}

const ITEM = { set: EDIT.member, map: EDIT.newValue, array: EDIT.item, queue: EDIT.entry } as const
const DO = { set: EDIT.addMember, map: EDIT.setField, array: EDIT.append, queue: EDIT.addEntry } as const

function Act({
  label,
  busy,
  onAct,
}: {
  readonly label: string
  readonly busy: boolean
  readonly onAct: () => unknown
}) {
  return (
    <Button size="xs" variant="default" disabled={busy} onClick={() => onAct()}>
      {label}
    </Button>
  )
}
