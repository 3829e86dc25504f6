// The list of spores: what waits on top, the rest newest first. The filter is in the address, so that it can be linked.

import { Button, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import type { SporeView } from '../../../worker/rpc/contract.ts'
import { useEngineState } from '../../engine/context.ts'
import { useNames } from '../../engine/names.ts'
import { ROUTE } from '../../routes.ts'
import { Empty, FailureNote, Loading } from '../../ui/note.tsx'
import { Page } from '../../ui/page.tsx'
import { policyName, sporeWords } from '../../ui/spore-words.ts'
import { StageShape } from '../../ui/stage-shape.tsx'
import { When } from '../../ui/when.tsx'
import classes from './page.module.css'
import { OpenWrites } from '../writes/open-writes.tsx'
import { replacedAttempts } from '../writes/view-model.ts'
import { FILTERS, SPORES } from './strings.ts'
import { orderSpores, PAGE_SIZE, parseFilter, summary } from './view-model.ts'

const NONE: ReadonlySet<SporeView['id']> = new Set()

export function SporesPage() {
  const spores = useEngineState((state) => state.spores)
  const failure = useEngineState((state) => state.failures.spores)
  const writes = useEngineState((state) => state.writes)
  const [search, setSearch] = useSearchParams()
  const [shown, setShown] = useState(PAGE_SIZE)
  const filter = parseFilter(search.get('show'))
  // One write is one thing: attempts that another one replaced are listed only among what was refused.
  const replaced = filter === 'all' ? replacedAttempts(writes.values()) : NONE
  const listed = orderSpores(spores?.values() ?? [], filter).filter(({ id }) => !replaced.has(id))
  const choose = (value: string): void =>
    setSearch((before) => {
      before.set('show', value)
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
      <SegmentedControl
        aria-label={SPORES.filter}
        data={[...FILTERS]}
        value={filter}
        onChange={choose}
        className={classes['filter'] ?? ''}
      />
      {spores === undefined && failure === undefined && <Loading what="spores" />}
      {spores?.size === 0 && (
        <Empty title={SPORES.emptyTitle}>
          <span>{SPORES.emptyNext}</span>
          <Button size="xs" variant="light" component={Link} href={ROUTE.console}>
            {SPORES.toConsole}
          </Button>
        </Empty>
      )}
      {spores !== undefined && spores.size > 0 && listed.length === 0 && (
        <Empty title={SPORES.noneTitle}>
          <span>{SPORES.noneNext}</span>
        </Empty>
      )}
      {listed.length > 0 && (
        <ul className={classes['list']} aria-label={SPORES.list}>
          {listed.slice(0, shown).map((spore) => (
            <SporeRow key={spore.id} spore={spore} />
          ))}
        </ul>
      )}
      {listed.length > shown && (
        <Button variant="default" onClick={() => setShown((before) => before + PAGE_SIZE)}>
          {SPORES.more}
        </Button>
      )}
    </Page>
  )
}

function SporeRow({ spore }: { readonly spore: SporeView }) {
  const nameOf = useNames()
  const policies = useEngineState((state) => state.policies)
  const words = sporeWords(spore, nameOf)
  return (
    <li className={classes['row']} data-stage={spore.stage}>
      <Link href={ROUTE.spore(spore.id)} className={classes['link']}>
        <StageShape stage={spore.stage} endorsed={words.endorsed} quorum={spore.quorum} />
        <span className={classes['what']}>
          <code className={classes['operations']}>{summary(spore)}</code>
          <span className={classes['meta']}>
            <strong>{words.stage}</strong>
            {words.undecided && words.progress !== '' && `, ${words.progress}`}
            {words.explanation !== '' && `. ${words.explanation}`}
          </span>
        </span>
        <span className={classes['aside']}>
          <span>{`${policyName(policies, spore.policy)} · ${SPORES.by(spore.mine ? SPORES.you : nameOf(spore.emitter))}`}</span>
          <When at={spore.receivedAt} />
        </span>
      </Link>
    </li>
  )
}
