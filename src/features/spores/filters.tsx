// What the list shows: all of it in the address, so that it can be linked.

import { NativeSelect, SegmentedControl, TextInput } from '@mantine/core'
import type { PublicKeyHex, SporeView } from '../../../worker/rpc/contract.ts'
import { useEngineState } from '../../engine/context.ts'
import { useNames } from '../../engine/names.ts'
import classes from './page.module.css'
import type { Selection } from './selection.ts'
import { FILTERS, SPORES } from './strings.ts'

interface FiltersProps {
  readonly selection: Selection
  readonly spores: readonly SporeView[]
  readonly onChange: (name: 'show' | 'author' | 'policy' | 'key', value: string) => void
}

export function Filters({ selection, spores, onChange }: FiltersProps) {
  const nameOf = useNames()
  const policies = useEngineState((state) => state.policies)
  const others = new Set<PublicKeyHex>(spores.filter(({ mine }) => !mine).map(({ emitter }) => emitter))
  return (
    <div className={classes['filters']}>
      <SegmentedControl
        aria-label={SPORES.filter}
        data={[...FILTERS]}
        value={selection.show}
        onChange={(value) => onChange('show', value)}
        className={classes['filter'] ?? ''}
      />
      <NativeSelect
        label={SPORES.author}
        value={selection.author}
        data={[
          { value: '', label: SPORES.anybody },
          { value: 'me', label: SPORES.you },
          ...[...others].map((key) => ({ value: key, label: nameOf(key) })),
        ]}
        onChange={(event) => onChange('author', event.currentTarget.value)}
      />
      <NativeSelect
        label={SPORES.policy}
        value={selection.policy}
        data={[
          { value: '', label: SPORES.anyPolicy },
          ...(policies ?? [])
            .filter(({ status }) => status === 'active')
            .map(({ id, record }) => ({ value: id, label: record.name })),
        ]}
        onChange={(event) => onChange('policy', event.currentTarget.value)}
      />
      <TextInput
        type="search"
        label={SPORES.key}
        placeholder={SPORES.keyHint}
        className={classes['text'] ?? ''}
        value={selection.key}
        onChange={(event) => onChange('key', event.currentTarget.value)}
      />
    </div>
  )
}
