// Imports that run, wait or are over, each with how far it is and what was refused.

import { Button, Progress } from '@mantine/core'
import { useState } from 'react'
import type { BulkJobView, BulkRefusedRow } from '../../../worker/rpc/contract.ts'
import { useAction, useEngine, useEngineState } from '../../engine/context.ts'
import { Chip } from '../../ui/chip.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { downloadParts } from '../../ui/download.ts'
import { Empty, FailureNote, Loading } from '../../ui/note.tsx'
import { Panel } from '../../ui/panel.tsx'
import rows from '../../ui/rows.module.css'
import { policyName } from '../../ui/spore-words.ts'
import { When } from '../../ui/when.tsx'
import classes from './page.module.css'
import { BULK, JOB } from './strings.ts'
import { jobWords, mappingWords, refusedName, REPORT_HEAD, reportCsv } from './view-model.ts'

const SHOWN = 20

export function Jobs() {
  const jobs = useEngineState((state) => state.imports)
  const failure = useEngineState((state) => state.failures.imports)
  const sorted = [...(jobs?.values() ?? [])].sort((a, b) => b.startedAt - a.startedAt)
  return (
    <Panel title={BULK.jobs}>
      <FailureNote failure={failure} />
      {jobs === undefined && failure === undefined && <Loading what={BULK.jobs} />}
      {jobs?.size === 0 && (
        <Empty title={BULK.noJobs}>
          <span>{BULK.noJobsNext}</span>
        </Empty>
      )}
      {sorted.length > 0 && (
        <ul className={rows['rows']}>
          {sorted.map((job) => (
            <JobRow key={job.id} job={job} />
          ))}
        </ul>
      )}
    </Panel>
  )
}

function JobRow({ job }: { readonly job: BulkJobView }) {
  const engine = useEngine()
  const policies = useEngineState((state) => state.policies)
  const words = jobWords(job)
  const [isRemoving, setRemoving] = useState(false)
  const go = useAction((method: 'bulk.pause' | 'bulk.resume') => engine.call(method, { id: job.id }))
  const remove = useAction(() => engine.call('bulk.remove', { id: job.id }))
  const isOver = job.state === 'done' || job.state === 'failed'
  return (
    <li className={classes['job']} aria-label={job.name} data-job={job.state}>
      <div className={classes['jobHead']}>
        <strong className={classes['name']}>{job.name}</strong>
        <Chip kind={words.kind}>{JOB[job.state]}</Chip>
      </div>
      <Progress
        value={words.percent}
        size="md"
        aria-label={`${job.name}: ${words.progress}`}
        classNames={{ root: classes['progress'] ?? '' }}
      />
      <div role="status">
        <strong>{words.progress}</strong>
        {words.pace !== '' && ` · ${words.pace}`}
      </div>
      {job.note !== undefined && <div className={classes['note']}>{job.note}</div>}
      <div className={rows['small']}>
        {`${policyName(policies, job.policy)} · ${mappingWords(job.mapping)} · ${words.read} · `}
        <When at={job.endedAt ?? job.startedAt} />
      </div>
      <div className={rows['actions']}>
        {job.state === 'running' && (
          <Button size="xs" variant="default" loading={go.busy} onClick={() => void go.run('bulk.pause')}>
            {BULK.pause}
          </Button>
        )}
        {(job.state === 'paused' || job.state === 'failed') && (
          <Button size="xs" loading={go.busy} onClick={() => void go.run('bulk.resume')}>
            {BULK.resume}
          </Button>
        )}
        <Button
          size="xs"
          variant="default"
          loading={remove.busy}
          onClick={() => (isOver ? void remove.run() : setRemoving(true))}
        >
          {isOver ? BULK.remove : BULK.stop}
        </Button>
      </div>
      {job.rowsRefused > 0 && <Refused job={job} />}
      <FailureNote failure={go.failure ?? remove.failure} />
      <Confirm
        opened={isRemoving}
        title={BULK.removeTitle(job.name)}
        doIt={BULK.stop}
        busy={remove.busy}
        failure={remove.failure}
        onClose={() => setRemoving(false)}
        onConfirm={() => void remove.run()}
      >
        {BULK.removeWhat}
      </Confirm>
    </li>
  )
}

function Refused({ job }: { readonly job: BulkJobView }) {
  const engine = useEngine()
  const [shown, setShown] = useState<readonly BulkRefusedRow[]>([])
  const look = useAction(async () => {
    setShown((await engine.call('bulk.refused', { id: job.id, limit: SHOWN })).rows)
  })
  const save = useAction(async () => {
    const parts = [REPORT_HEAD]
    for (let from = 0; ;) {
      const { rows: found, more } = await engine.call('bulk.refused', { id: job.id, from })
      parts.push(reportCsv(found))
      from += found.length
      if (!more) break
    }
    downloadParts(refusedName(job.name), parts, 'text/csv')
  })
  return (
    <>
      <div className={rows['actions']}>
        <Button size="xs" variant="default" loading={save.busy} onClick={() => void save.run()}>
          {BULK.report}
        </Button>
        <Button size="xs" variant="subtle" loading={look.busy} onClick={() => void look.run()}>
          {BULK.look}
        </Button>
      </div>
      {shown.length > 0 && (
        <ul className={rows['sentences']}>
          {shown.map(({ row, line, reason }) => (
            <li key={row}>{`Row ${row} (line ${line}): ${reason}`}</li>
          ))}
        </ul>
      )}
      <FailureNote failure={look.failure ?? save.failure} />
    </>
  )
}
