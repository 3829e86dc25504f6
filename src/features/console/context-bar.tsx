// What statements run under: policy, timeout and read level. POL, TIMEOUT and LEVEL change the same.

import { Select } from '@mantine/core'
import { LEVELS } from '../../../worker/console/commands/parameter.ts'
import type { Context } from '../../../worker/console/port.ts'
import type { PolicyView } from '../../../worker/rpc/contract.ts'
import { durationText } from '../../ui/time.ts'
import classes from './page.module.css'
import { CONSOLE } from './strings.ts'

/** Those that are likely; TIMEOUT sets any other, which then stands here, too. */
const TIMEOUTS_MS = [10_000, 60_000, 600_000, 3_600_000, 86_400_000]

/** Below its field and not at the end of the page, so that it is a part of the content for those who hear it. */
const HERE = { withinPortal: false } as const

export interface ContextBarProps {
  readonly policies: readonly PolicyView[]
  readonly chosen: PolicyView | undefined
  readonly context: Context
  readonly onChange: (change: Partial<Context>) => void
}

export function ContextBar({ policies, chosen, context, onChange }: ContextBarProps) {
  const timeouts = [...new Set([...TIMEOUTS_MS, context.timeoutMs])].sort((a, b) => a - b)
  return (
    <div className={classes['context']}>
      <Select
        label={CONSOLE.policy}
        placeholder={CONSOLE.choosePolicy}
        data={policies.map((policy) => ({ value: policy.id, label: policy.record.name }))}
        value={chosen?.id ?? null}
        onChange={(id) => {
          const policy = policies.find((each) => each.id === id)
          if (policy !== undefined) onChange({ policy: policy.id })
        }}
        allowDeselect={false}
        comboboxProps={HERE}
        disabled={policies.length === 0}
        className={classes['policy'] ?? ''}
      />
      <Select
        label={CONSOLE.timeout}
        data={timeouts.map((ms) => ({ value: String(ms), label: durationText(ms) }))}
        value={String(context.timeoutMs)}
        onChange={(ms) => onChange({ timeoutMs: Number(ms) })}
        allowDeselect={false}
        comboboxProps={HERE}
        className={classes['small'] ?? ''}
      />
      <Select
        label={CONSOLE.level}
        data={LEVELS.map((level) => ({ value: level, label: CONSOLE.levels[level] }))}
        value={context.level}
        onChange={(value) => onChange({ level: LEVELS.find((each) => each === value) ?? 'committed' })}
        allowDeselect={false}
        comboboxProps={HERE}
        className={classes['small'] ?? ''}
      />
      {chosen !== undefined && <span className={classes['status']}>{chosen.statusText}</span>}
    </div>
  )
}
