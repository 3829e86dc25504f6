// The first rows of a file and what each would write, or why it would not.

import type { BulkPreview } from '../../../worker/rpc/contract.ts'
import { InfoNote } from '../../ui/note.tsx'
import rows from '../../ui/rows.module.css'
import { ScrollTable } from '../../ui/scroll-table.tsx'
import classes from './page.module.css'
import { BULK } from './strings.ts'

const MOST_WRITES = 3

export function PreviewRows({ preview }: { readonly preview: BulkPreview }) {
  return (
    <>
      <h3 className={rows['part']}>{BULK.preview}</h3>
      {preview.fault !== undefined && <InfoNote tone="wait">{preview.fault}</InfoNote>}
      {preview.rows.length > 0 && (
        <ScrollTable
          label={BULK.previewOf(preview.rows.length)}
          columns={[BULK.row, BULK.writes, ...preview.columns]}
          boxClass={classes['table']}
        >
          {preview.rows.map(({ row, cells, writes, fault }) => (
            <tr key={row} data-bad={fault !== undefined}>
              <th scope="row">{row}</th>
              <td className={classes['writes']}>
                {fault !== undefined ? (
                  <span className={classes['fault']}>
                    <strong>{BULK.refused}:</strong> {fault}
                  </span>
                ) : (
                  writes.slice(0, MOST_WRITES).map((write) => <code key={write}>{write}</code>)
                )}
                {writes.length > MOST_WRITES && <span>{`+ ${writes.length - MOST_WRITES}`}</span>}
              </td>
              {preview.columns.map((column, i) => (
                <td key={column}>{cells[i] ?? ''}</td>
              ))}
            </tr>
          ))}
        </ScrollTable>
      )}
    </>
  )
}
