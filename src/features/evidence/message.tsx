// One signed message as people read it, and its bytes for those who check by hand. A field that contradicts the other message
// is marked in words too, never by colour alone.

import { Button, Collapse } from '@mantine/core'
import { useId, useState } from 'react'
import type { EvidenceMessageView } from '../../../worker/rpc/contract.ts'
import { Identicon } from '../../ui/identicon.tsx'
import rows from '../../ui/rows.module.css'
import classes from './evidence.module.css'
import { EVIDENCE } from './strings.ts'
import type { Field } from './view-model.ts'

export interface SignedMessageProps {
  readonly message: EvidenceMessageView
  readonly differing: ReadonlySet<Field>
}

export function SignedMessage({ message, differing }: SignedMessageProps) {
  const [shown, setShown] = useState(false)
  const rawId = useId()
  return (
    <article className={classes['message']} aria-label={message.text}>
      <div className={classes['signer']}>
        <Identicon of={message.signer.key} size={28} />
        <div>
          <strong>{message.text}</strong>
          <div className={rows['small']}>{`${EVIDENCE.signer} ${message.signer.name}`}</div>
        </div>
      </div>
      {message.items.length === 0 ? (
        <p className={rows['small']}>{EVIDENCE.nothingShown}</p>
      ) : (
        <div>
          <div className={rows['small']}>{EVIDENCE.says}</div>
          <ul className={classes['says']}>
            {message.items.map((item) => (
              <li key={item.index}>{item.text}</li>
            ))}
          </ul>
        </div>
      )}
      <dl className={classes['fields']}>
        {message.seq !== null && <Row name={EVIDENCE.number} value={String(message.seq)} />}
        {message.previous !== null && (
          <Row name={EVIDENCE.previous} value={message.previous} differs={differing.has('previous')} />
        )}
        <Row name={EVIDENCE.root} value={message.root} differs={differing.has('root')} />
        {message.count !== null && (
          <Row name={EVIDENCE.count} value={String(message.count)} differs={differing.has('count')} />
        )}
        <Row name={EVIDENCE.digest} value={message.digest} differs={differing.has('digest')} />
        <Row name={EVIDENCE.signature} value={message.signature} />
      </dl>
      {message.items.length > 0 && (
        <>
          <Button
            variant="subtle"
            size="compact-sm"
            className={classes['toggle'] ?? ''}
            aria-expanded={shown}
            aria-controls={rawId}
            onClick={() => setShown(!shown)}
          >
            {shown ? EVIDENCE.hideRaw : EVIDENCE.raw}
          </Button>
          <Collapse expanded={shown} id={rawId}>
            <pre className={rows['pre']} tabIndex={shown ? 0 : -1} aria-label={EVIDENCE.rawOf(message.text)}>
              {message.items.map(rawText).join('\n\n')}
            </pre>
          </Collapse>
        </>
      )}
    </article>
  )
}

const rawText = ({ index, raw, path }: EvidenceMessageView['items'][number]): string =>
  [`${index}: ${raw}`, ...(path.length === 0 ? [] : [`${EVIDENCE.path}:`, ...path])].join('\n')

function Row({
  name,
  value,
  differs = false,
}: {
  readonly name: string
  readonly value: string
  readonly differs?: boolean
}) {
  return (
    <div data-differs={differs ? true : undefined}>
      <dt>
        {name}
        {differs && <span className={classes['differs']}>{EVIDENCE.differs}</span>}
      </dt>
      <dd>{value}</dd>
    </div>
  )
}
