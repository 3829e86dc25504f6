// The tabs above the editor: choose, make, rename, close. A closed tab can be brought back; its text is kept.

import { ActionIcon, Button, Tabs, TextInput } from '@mantine/core'
import { IconPencil, IconPlus, IconX } from '@tabler/icons-react'
import { useState, type SubmitEvent } from 'react'
import classes from './page.module.css'
import { CONSOLE } from './strings.ts'
import { chooseTab, closeTab, newTab, openTabs, renameTab, reopenTab, useTabs, type Tab } from './tabs.ts'

const MAX_NAME = 40

export function TabBar() {
  const list = useTabs((state) => state.list)
  const active = useTabs((state) => state.active)
  const open = openTabs({ list })
  const current = open.find(({ id }) => id === active)
  const [renaming, setRenaming] = useState(false)
  const [closed, setClosed] = useState<Tab | undefined>(undefined)
  if (renaming && current !== undefined)
    return <RenameForm key={active} tab={current} onDone={() => setRenaming(false)} />
  const isGone = closed !== undefined && list.some(({ id, isClosed }) => id === closed.id && isClosed)
  return (
    <>
      <div className={classes['tabs']}>
        <Tabs.List aria-label={CONSOLE.tabs} className={classes['list'] ?? ''}>
          {open.map(({ id, name }) => (
            <Tabs.Tab key={id} value={id} className={classes['tab'] ?? ''}>
              {name}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <span className={classes['actions']}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={CONSOLE.newTab}
            title={CONSOLE.newTab}
            onClick={newTab}
          >
            <IconPlus size={18} />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={CONSOLE.renameTab}
            title={CONSOLE.renameTab}
            onClick={() => setRenaming(true)}
          >
            <IconPencil size={18} />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={CONSOLE.closeTab}
            title={CONSOLE.closeTab}
            onClick={() => {
              setClosed(current)
              closeTab(active)
            }}
          >
            <IconX size={18} />
          </ActionIcon>
        </span>
      </div>
      {isGone && (
        <div role="status" className={classes['undo']}>
          {CONSOLE.closed(closed.name)}
          <Button
            size="compact-sm"
            variant="light"
            onClick={() => {
              reopenTab(closed.id)
              chooseTab(closed.id)
            }}
          >
            {CONSOLE.undo}
          </Button>
        </div>
      )}
    </>
  )
}

function RenameForm({ tab, onDone }: { readonly tab: Tab; readonly onDone: () => void }) {
  const [name, setName] = useState(tab.name)
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (name.trim() !== '') renameTab(tab.id, name.trim())
    onDone()
  }
  return (
    <form onSubmit={submit} className={classes['rename']}>
      <TextInput
        aria-label={CONSOLE.name}
        value={name}
        maxLength={MAX_NAME}
        data-autofocus
        autoFocus
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onDone()
        }}
      />
      <Button type="submit" variant="default">
        {CONSOLE.rename}
      </Button>
    </form>
  )
}
