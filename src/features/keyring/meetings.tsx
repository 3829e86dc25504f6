// Meetings under way, seen from either side. "Waiting for alice to accept" is a state of its own, never silence.

import { Button } from '@mantine/core'
import { useAction, useEngine, useEngineState } from '../../engine/context.ts'
import type { MeetingView } from '../../../worker/rpc/contract.ts'
import { Chip } from '../../ui/chip.tsx'
import { Fingerprint } from '../../ui/fingerprint.tsx'
import { FailureNote } from '../../ui/note.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Person } from '../../ui/person.tsx'
import rows from '../../ui/rows.module.css'
import { When } from '../../ui/when.tsx'
import { KEYRING } from './strings.ts'
import { meetingModel, orderMeetings } from './view-model.ts'

export function Meetings() {
  const meetings = useEngineState((state) => state.meetings)
  if (meetings === undefined || meetings.length === 0) return null
  const asks = meetings.some((meeting) => meetingModel(meeting).asks)
  return (
    <Panel title={KEYRING.waiting} tone={asks ? 'attention' : 'plain'}>
      <ul className={rows['rows']}>
        {orderMeetings(meetings).map((meeting) => (
          <MeetingRow key={meeting.id} meeting={meeting} />
        ))}
      </ul>
    </Panel>
  )
}

function MeetingRow({ meeting }: { readonly meeting: MeetingView }) {
  const engine = useEngine()
  const model = meetingModel(meeting)
  const answer = useAction((accept: boolean) => engine.call('meeting.answer', { id: meeting.id, accept }))
  const dismiss = useAction(() => engine.call('meeting.dismiss', { id: meeting.id }))
  return (
    <li className={rows['row']} aria-label={KEYRING.meetingWith(meeting.name)} data-state={meeting.state}>
      <div className={rows['main']}>
        <div className={rows['stack']}>
          <Person
            of={meeting.key}
            name={meeting.name}
            note={<Fingerprint text={meeting.fingerprint} of={meeting.name} />}
          />
          <div className={rows['chips']} role="status">
            <Chip kind={model.kind}>{model.text}</Chip>
            <span className={rows['small']}>
              <When at={meeting.at} />
            </span>
          </div>
          {model.detail !== undefined && <span className={rows['small']}>{model.detail}</span>}
          {model.asks && <span className={rows['small']}>{KEYRING.comparePrompt}</span>}
          <FailureNote failure={answer.failure ?? dismiss.failure} />
        </div>
      </div>
      <div className={rows['actions']}>
        {model.asks && (
          <>
            <Button onClick={() => void answer.run(true)} loading={answer.busy}>
              {KEYRING.confirm}
            </Button>
            <Button variant="default" onClick={() => void answer.run(false)} disabled={answer.busy}>
              {KEYRING.refuse}
            </Button>
          </>
        )}
        {model.dismissable && (
          <Button variant="subtle" size="xs" onClick={() => void dismiss.run()} loading={dismiss.busy}>
            {KEYRING.dismiss}
          </Button>
        )}
      </div>
    </li>
  )
}
