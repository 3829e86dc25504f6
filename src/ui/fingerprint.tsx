// A fingerprint to compare: groups of four in a face that keeps 0 and O, 1 and l apart, read aloud group by group.

import { CopyButton } from './copy-button.tsx'
import classes from './fingerprint.module.css'

export function Fingerprint({
  text,
  of,
  copy = false,
}: {
  readonly text: string
  readonly of: string
  readonly copy?: boolean
}) {
  const groups = text.split(/[\s-]+/u).filter((group) => group !== '')
  return (
    <div className={classes['row']}>
      <code className={classes['fingerprint']} role="group" aria-label={`Fingerprint of ${of}`}>
        {groups.map((group, index) => (
          <span key={index}>{group} </span>
        ))}
      </code>
      {copy && <CopyButton text={text} label="Copy fingerprint" />}
    </div>
  )
}
