// The prefixes of the keys as a tree, one level at a time: nothing is asked for before somebody opens it.

import { Button } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { CallFailure, PolicyId, Returns } from '../../../worker/rpc/contract.ts'
import { useEngine } from '../../engine/context.ts'
import { failureOf } from '../../engine/engine-error.ts'
import { FailureNote } from '../../ui/note.tsx'
import classes from './page.module.css'
import { DATA } from './strings.ts'

type Branch = Returns<'data.tree'>['branches'][number]

const BRANCHES_A_PAGE = 100

interface BranchesProps {
  readonly policy: PolicyId
  readonly prefix: string
  readonly chosen: string
  readonly onChoose: (prefix: string) => void
}

/** The branches below a prefix; keys themselves are in the list beside. */
export function Branches({ policy, prefix, chosen, onChoose }: BranchesProps) {
  const engine = useEngine()
  const [branches, setBranches] = useState<readonly Branch[]>([])
  const [more, setMore] = useState(false)
  const [limit, setLimit] = useState(BRANCHES_A_PAGE)
  const [failure, setFailure] = useState<CallFailure | undefined>(undefined)
  useEffect(() => {
    let current = true
    const under = prefix === '' ? {} : { prefix }
    const read = async (): Promise<void> => {
      const found: Branch[] = []
      for (;;) {
        const after = found.at(-1)
        const page = await engine.call('data.tree', {
          policy,
          ...under,
          ...(after === undefined ? {} : { after: after.name }),
          limit: BRANCHES_A_PAGE,
        })
        found.push(...page.branches)
        if (!current) return
        if (page.more && found.length < limit) continue
        setBranches(found)
        setMore(page.more)
        return
      }
    }
    read().catch((thrown: unknown) => current && setFailure(failureOf(thrown)))
    return () => {
      current = false
    }
  }, [engine, policy, prefix, limit])
  const shown = branches.filter(({ leaf }) => !leaf)
  return (
    <>
      <FailureNote failure={failure} />
      {shown.length > 0 && (
        <ul className={classes['branches']}>
          {shown.map(({ name }) => (
            <BranchRow
              key={name}
              policy={policy}
              above={prefix}
              name={name}
              chosen={chosen}
              onChoose={onChoose}
            />
          ))}
        </ul>
      )}
      {more && (
        <Button
          size="compact-xs"
          variant="subtle"
          onClick={() => setLimit((before) => before + BRANCHES_A_PAGE)}
        >
          {DATA.moreBranches}
        </Button>
      )}
    </>
  )
}

interface BranchRowProps {
  readonly policy: PolicyId
  readonly above: string
  readonly name: string
  readonly chosen: string
  readonly onChoose: (prefix: string) => void
}

function BranchRow({ policy, above, name, chosen, onChoose }: BranchRowProps) {
  const [isOpen, setOpen] = useState(chosen.startsWith(name) && chosen !== name)
  const Icon = isOpen ? IconChevronDown : IconChevronRight
  return (
    <li>
      <div className={classes['branch']} data-chosen={chosen === name}>
        <button
          type="button"
          className={classes['toggle']}
          aria-expanded={isOpen}
          aria-label={isOpen ? DATA.shut(name) : DATA.open(name)}
          onClick={() => setOpen((before) => !before)}
        >
          <Icon size={16} aria-hidden="true" />
        </button>
        <button
          type="button"
          className={classes['prefix']}
          aria-current={chosen === name ? 'true' : undefined}
          aria-label={DATA.under(name)}
          onClick={() => onChoose(name)}
        >
          {name.slice(above.length)}
        </button>
      </div>
      {isOpen && <Branches policy={policy} prefix={name} chosen={chosen} onChoose={onChoose} />}
    </li>
  )
}
