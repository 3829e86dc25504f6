// The list of spores: what waits on top, the rest newest first. Filters are in the address, so that they can be linked.

import { Button } from '@mantine/core'
import { Link, useSearchParams } from 'wouter'
import type { SporeView } from '../../../worker/rpc/contract.ts'
import { useEngineState } from '../../engine/context.ts'
import { ROUTE } from '../../routes.ts'
import { Empty, FailureNote, Loading } from '../../ui/note.tsx'
import { Page } from '../../ui/page.tsx'
import { useNow } from '../../ui/when.tsx'
import { OpenWrites } from '../writes/open-writes.tsx'
import { replacedAttempts } from '../writes/view-model.ts'
import { Filters } from './filters.tsx'
import { SporeList } from './list.tsx'
import classes from './page.module.css'
import { parseSelection, select, SELECTED_BY } from './selection.ts'
import { SPORES } from './strings.ts'

export function SporesPage() {
  const spores = useEngineState((state) => state.spores)
  const failure = useEngineState((state) => state.failures.spores)
  const writes = useEngineState((state) => state.writes)
  const [search, setSearch] = useSearchParams()
  const now = useNow()
  const selection = parseSelection(search)
  const known: readonly SporeView[] = [...(spores?.values() ?? [])]
  const { listed, folded } = select(known, selection, replacedAttempts(writes.values()), now)
  const change = (name: string, value: string): void =>
    setSearch((before) => {
      if (value === '') before.delete(name)
      else before.set(name, value)
      return before
    })
  const clear = (): void =>
    setSearch((before) => {
      for (const name of SELECTED_BY) before.delete(name)
      return before
    })
  return (
    <Page
      title={SPORES.title}
      intro={SPORES.intro}
      actions={
        <Button variant="default" component={Link} href={ROUTE.proofs}>
          {SPORES.verifyProof}
        </Button>
      }
    >
      <FailureNote failure={failure} />
      <OpenWrites />
      <Filters selection={selection} spores={known} onChange={change} />
      {spores === undefined && failure === undefined && <Loading what="spores" />}
      {spores?.size === 0 && (
        <Empty title={SPORES.emptyTitle}>
          <span>{SPORES.emptyNext}</span>
          <Button size="xs" variant="light" component={Link} href={ROUTE.console}>
            {SPORES.toConsole}
          </Button>
        </Empty>
      )}
      {known.length > 0 && listed.length === 0 && (
        <Empty title={SPORES.noneTitle}>
          <span>{SPORES.noneNext}</span>
          <Button size="xs" variant="light" onClick={clear}>
            {SPORES.clear}
          </Button>
        </Empty>
      )}
      {listed.length > 0 && <SporeList key={search.toString()} listed={listed} />}
      {folded > 0 && (
        <div className={classes['folded']}>
          <span>{SPORES.folded(folded)}</span>
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`${selection.unfolded ? SPORES.fold : SPORES.unfold} ${SPORES.folded(folded)}`}
            onClick={() => change('ended', selection.unfolded ? '' : 'shown')}
          >
            {selection.unfolded ? SPORES.fold : SPORES.unfold}
          </Button>
        </div>
      )}
    </Page>
  )
}
