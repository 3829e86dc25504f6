// The wizard on one page: who decides, how many may be faulty, and what that means, computed and explained by the node while
// one chooses. What is unsafe cannot be created; the inequality that it breaks is shown.

import { Button, Checkbox, Group, NumberInput, Stack, Switch, Textarea, TextInput } from '@mantine/core'
import { useState, type SubmitEvent } from 'react'
import { Link, useLocation } from 'wouter'
import type { PolicyCheck } from '../../../worker/rpc/contract.ts'
import { useAction, useEngine, useEngineState } from '../../engine/context.ts'
import { ROUTE } from '../../routes.ts'
import { Chip } from '../../ui/chip.tsx'
import { FailureNote, InfoNote, Loading } from '../../ui/note.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import rows from '../../ui/rows.module.css'
import { byName } from '../keyring/view-model.ts'
import { CREATE } from './strings.ts'
import { useCheck } from './use-check.ts'
import {
  checkHeadline,
  draftOf,
  EMPTY_FORM,
  faultAt,
  otherFaults,
  quorumInequality,
  suggestedFaults,
  type PolicyForm,
} from './view-model.ts'

export function CreatePolicyPage() {
  const identity = useEngineState((state) => state.identity)
  const keyring = useEngineState((state) => state.keyring)
  return (
    <Page title={CREATE.title} intro={CREATE.intro}>
      {identity?.key === undefined || keyring === undefined ? (
        <Loading what="your keyring" />
      ) : (
        <Wizard me={{ key: identity.key, name: identity.name ?? 'me' }} />
      )}
    </Page>
  )
}

function Wizard({ me }: { readonly me: Parameters<typeof draftOf>[1] }) {
  const engine = useEngine()
  const [, navigate] = useLocation()
  const keyring = useEngineState((state) => state.keyring)
  const people = [...(keyring ?? [])].sort(byName)
  const [typed, setTyped] = useState<Omit<PolicyForm, 'f'>>(EMPTY_FORM)
  /** As long as nobody chose an f, it follows the number of endorsers. */
  const [chosenFaults, setFaults] = useState<number | undefined>(undefined)
  const [tried, setTried] = useState(false)
  const form: PolicyForm = { ...typed, f: chosenFaults ?? suggestedFaults(typed.endorsers.length + 1) }
  const draft = draftOf(form, me, people)
  const { check, failure, isCurrent } = useCheck(draft)
  const faults = check?.faults ?? []
  const create = useAction(() => engine.call('policy.create', { draft }))

  const set = (change: Partial<Omit<PolicyForm, 'f'>>): void =>
    setTyped((before) => ({ ...before, ...change }))
  const nameFault = tried ? faultAt(faults, 'name') : undefined

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    setTried(true)
    // What is wrong with an earlier draft may be mended in this one; the node looks at it in any case.
    if (isCurrent && faults.length > 0) return
    if (await create.run()) navigate(ROUTE.policies)
  }

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="lg">
        <div className={rows['form']}>
          <TextInput
            label={CREATE.name}
            description={CREATE.nameHint}
            value={form.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
            error={nameFault}
          />
          <Textarea
            label={CREATE.comment}
            description={CREATE.commentHint}
            value={form.comment}
            onChange={(event) => set({ comment: event.currentTarget.value })}
            error={faultAt(faults, 'comment')}
            rows={2}
          />
        </div>
        <Checkbox.Group
          label={CREATE.endorsers}
          description={CREATE.endorsersHint}
          value={[me.key, ...form.endorsers]}
          onChange={(keys) => set({ endorsers: keys.filter((key) => key !== me.key) })}
          error={faultAt(faults, 'endorsers')}
        >
          <Stack gap="xs" mt="xs">
            <Checkbox value={me.key} label={CREATE.self(me.name)} disabled />
            {people.map((person) => (
              <Checkbox key={person.key} value={person.key} label={person.name} />
            ))}
          </Stack>
        </Checkbox.Group>
        {people.length === 0 && (
          <InfoNote>
            {CREATE.alone} <Link href={ROUTE.keyring}>{CREATE.invite}</Link>
          </InfoNote>
        )}
        <div className={rows['form']}>
          <NumberInput
            label={CREATE.f}
            description={CREATE.fHint}
            value={form.f}
            min={0}
            max={30}
            allowDecimal={false}
            allowNegative={false}
            onChange={(value) => setFaults(value === '' ? undefined : Number(value))}
            error={faultAt(faults, 'f')}
          />
          <NumberInput
            label={CREATE.quorum}
            description={CREATE.quorumHint(check?.agreement ?? 1)}
            placeholder={String(check?.agreement ?? '')}
            value={form.quorum}
            min={1}
            max={31}
            allowDecimal={false}
            allowNegative={false}
            onChange={(value) => set({ quorum: value === '' ? '' : Number(value) })}
            error={faultAt(faults, 'quorum')}
          />
        </div>
        {draft.endorsers.length > 1 && (check?.fastPossible === true || form.fast === true) && (
          <Switch
            className={rows['form'] ?? ''}
            label={CREATE.fast}
            description={CREATE.fastHint}
            checked={form.fast ?? check?.fast ?? false}
            onChange={(event) => set({ fast: event.currentTarget.checked })}
            error={faultAt(faults, 'fast')}
          />
        )}
        <Meaning check={check} n={draft.endorsers.length} f={form.f} />
        {people.length > 0 && (
          <Checkbox.Group
            label={CREATE.submitters}
            description={CREATE.submittersHint}
            value={[...form.submitters]}
            onChange={(submitters) => set({ submitters })}
            error={faultAt(faults, 'submitters')}
          >
            <Stack gap="xs" mt="xs">
              {people
                .filter((person) => !form.endorsers.includes(person.key))
                .map((person) => (
                  <Checkbox key={person.key} value={person.key} label={person.name} />
                ))}
            </Stack>
          </Checkbox.Group>
        )}
        <div className={rows['form']}>
          <NumberInput
            label={CREATE.timeout}
            description={CREATE.timeoutHint}
            value={form.timeoutMinutes}
            min={1}
            max={1_440}
            allowNegative={false}
            onChange={(value) => set({ timeoutMinutes: value === '' ? '' : Number(value) })}
            error={faultAt(faults, 'maxTimeoutMs')}
          />
        </div>
        {otherFaults(faults).map((fault) => (
          <FailureNote
            key={fault.path}
            failure={{ code: 'bad-input', message: fault.message, where: fault.path }}
          />
        ))}
        <FailureNote failure={create.failure ?? failure} />
        <Group gap="sm">
          <Button type="submit" loading={create.busy} disabled={check === undefined}>
            {CREATE.submit}
          </Button>
          <Button variant="default" component={Link} href={ROUTE.policies}>
            {CREATE.cancel}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function Meaning({
  check,
  n,
  f,
}: {
  readonly check: PolicyCheck | undefined
  readonly n: number
  readonly f: number
}) {
  return (
    <Panel title={CREATE.meaning}>
      <div role="status" className={rows['stack']}>
        {check === undefined || check.quorum === 0 ? (
          check === undefined ? (
            CREATE.checking
          ) : (
            CREATE.firstFix
          )
        ) : (
          <>
            <div className={rows['chips']}>
              <strong>{checkHeadline(check, n)}</strong>
              {!check.live && <Chip kind="none">safe-only</Chip>}
            </div>
            <span className={rows['code']}>{quorumInequality(n, f, check.quorum)}</span>
            <ul className={rows['sentences']}>
              {check.explanation.map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          </>
        )}
      </div>
    </Panel>
  )
}
