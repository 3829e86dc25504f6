// What a spore required, what it changed here, and its bytes: asked of the node when the screen of one spore opens, and
// again when its stage changes.

import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { Link } from 'wouter'
import { keyToText, scalarToText } from '../../../worker/console/scalar.ts'
import type { KeptValueView, SporeDetails, SporeEffect, SporeView } from '../../../worker/rpc/contract.ts'
import { useEngine } from '../../engine/context.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { downloadBytes } from '../../ui/download.ts'
import { Panel } from '../../ui/panel.tsx'
import rows from '../../ui/rows.module.css'
import { ScrollTable } from '../../ui/scroll-table.tsx'
import { operationText } from '../../ui/spore-words.ts'
import { dataLink } from '../data/address.ts'
import { hexLines } from '../data/view-model.ts'
import classes from './page.module.css'
import { DETAILS, SPORES } from './strings.ts'
import { effectText } from './view-model.ts'

export function useDetails({ id, stage, executed }: SporeView): SporeDetails | undefined {
  const engine = useEngine()
  const [details, setDetails] = useState<SporeDetails | undefined>(undefined)
  useEffect(() => {
    let current = true
    engine.call('spore.details', { id }).then(
      (found) => current && setDetails(found),
      () => current && setDetails(undefined),
    )
    return () => {
      current = false
    }
  }, [engine, id, stage, executed])
  return details
}

interface Props {
  readonly spore: SporeView
  readonly details: SporeDetails | undefined
}

export function Operations({ spore, details }: Props) {
  const operations = details?.operations ?? spore.operations
  const count = spore.operationCount ?? operations.length
  return (
    <Panel
      title={SPORES.operations}
      aside={count > 1 ? <span className={rows['small']}>{DETAILS.operations(count)}</span> : undefined}
    >
      <ol
        className={`${rows['sentences'] ?? ''} ${classes['scroll'] ?? ''}`}
        {...(count > 12 ? { tabIndex: 0 } : {})}
      >
        {operations.map((operation, index) => (
          <li key={index} className={rows['code']}>
            {operationText(operation)}
          </li>
        ))}
      </ol>
    </Panel>
  )
}

export function Requirements({ details }: { readonly details: SporeDetails | undefined }) {
  if (details === undefined || details.requirements.length === 0) return null
  return (
    <Panel title={DETAILS.requirements}>
      <ul className={rows['sentences']}>
        {details.requirements.map(({ key, mode, version }) => (
          <li key={key}>{DETAILS.requires(keyToText(key), DETAILS.mode[mode] ?? mode, version)}</li>
        ))}
      </ul>
    </Panel>
  )
}

export function Effects({ spore, details }: Props) {
  if (details === undefined) return null
  const { effects } = details
  return (
    <Panel title={DETAILS.effects}>
      <p className={rows['small']}>
        {effects !== undefined
          ? DETAILS.effectsWhat
          : spore.executed
            ? DETAILS.effectsUnknown
            : DETAILS.effectsOpen}
      </p>
      {effects !== undefined && effects.length > 0 && (
        <ScrollTable
          label={DETAILS.effects}
          columns={[DETAILS.key, DETAILS.before, DETAILS.after]}
          boxClass={classes['scroll']}
          tableClass={classes['effects']}
        >
          {effects.map((effect, i) => (
            <EffectRow key={i} policy={spore.policy} effect={effect} />
          ))}
        </ScrollTable>
      )}
    </Panel>
  )
}

function EffectRow({ policy, effect }: { readonly policy: string; readonly effect: SporeEffect }) {
  const { key, element, before, after } = effect
  const text = (value: KeptValueView | undefined): string => effectText(value, element !== undefined)
  return (
    <tr>
      <th scope="row">
        <Link href={dataLink(policy, key)} className={rows['link']}>
          {keyToText(key)}
        </Link>
        {element !== undefined && ` › ${scalarToText(element)}`}
      </th>
      <td data-label={DETAILS.before} data-none={before === undefined}>
        {text(before)}
      </td>
      <td data-label={DETAILS.after} data-none={after === undefined}>
        {text(after)}
      </td>
    </tr>
  )
}

export function RawBytes({ spore, details }: Props) {
  const [isShown, setShown] = useState(false)
  if (details === undefined) return null
  const { bytes } = details
  const hex = (): string => [...bytes].map((each) => each.toString(16).padStart(2, '0')).join('')
  return (
    <Panel title={DETAILS.raw}>
      <p className={rows['small']}>{`${DETAILS.rawWhat} ${bytes.length.toLocaleString('en')} bytes.`}</p>
      <div className={rows['actions']}>
        <Button size="xs" variant="default" onClick={() => setShown((before) => !before)}>
          {isShown ? DETAILS.hide : DETAILS.show}
        </Button>
        <CopyButton text={hex()} label={DETAILS.copy} />
        <Button
          size="xs"
          variant="default"
          onClick={() => downloadBytes(`spore-${spore.id.slice(0, 16)}.cbor`, bytes, 'application/cbor')}
        >
          {DETAILS.save}
        </Button>
      </div>
      {isShown && (
        <pre className={rows['pre']} tabIndex={0} aria-label={DETAILS.raw}>
          {hexLines(bytes).join('\n')}
        </pre>
      )}
    </Panel>
  )
}
