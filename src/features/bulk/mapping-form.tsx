// How rows become keys and values. Every change shows at once in the preview below.

import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import type {
  BulkFormat,
  BulkInto,
  BulkMapping,
  BulkPreview,
  BulkRead,
} from '../../../worker/rpc/contract.ts'
import rows from '../../ui/rows.module.css'
import classes from './page.module.css'
import { BULK, DELIMITERS, FORMAT, INTO, READ } from './strings.ts'
import { withColumn } from './view-model.ts'

const options = <Value extends string>(
  words: Readonly<Record<Value, string>>,
): { readonly value: string; readonly label: string }[] =>
  Object.entries<string>(words).map(([value, label]) => ({ value, label }))

interface MappingFormProps {
  readonly preview: BulkPreview
  /** As it was chosen just now: the preview of it may still be on its way. */
  readonly mapping: BulkMapping
  readonly onFormat: (format: BulkFormat) => void
  readonly onDelimiter: (delimiter: string) => void
  readonly onMapping: (mapping: BulkMapping) => void
}

export function MappingForm({ preview, mapping, onFormat, onDelimiter, onMapping }: MappingFormProps) {
  const { columns, format, delimiter } = preview
  const change = (next: Partial<BulkMapping>): void => onMapping({ ...mapping, ...next })
  return (
    <div className={rows['form']}>
      <div className={classes['pair']}>
        <NativeSelect
          label={BULK.format}
          data={options(FORMAT)}
          value={format}
          onChange={(event) => onFormat(event.currentTarget.value as BulkFormat)}
        />
        {delimiter !== undefined && (
          <NativeSelect
            label={BULK.delimiter}
            data={[...DELIMITERS]}
            value={delimiter}
            onChange={(event) => onDelimiter(event.currentTarget.value)}
          />
        )}
      </div>
      <NativeSelect
        label={BULK.into}
        data={options(INTO)}
        value={mapping.into}
        onChange={(event) => change({ into: event.currentTarget.value as BulkInto })}
      />
      {mapping.into !== 'exported' && (
        <>
          <div>
            <TextInput
              label={BULK.key}
              description={BULK.keyHint}
              value={mapping.key}
              onChange={(event) => change({ key: event.currentTarget.value })}
            />
            <div className={classes['insert']} role="group" aria-label={BULK.columns}>
              {columns.slice(0, MOST_BUTTONS).map((column) => (
                <Button
                  key={column}
                  size="compact-xs"
                  variant="default"
                  aria-label={BULK.insert(column)}
                  onClick={() => change({ key: withColumn(mapping.key, column) })}
                >
                  {column}
                </Button>
              ))}
            </div>
          </div>
          {mapping.into === 'map' ? (
            <Checkbox.Group
              label={BULK.fields}
              value={[...mapping.fields]}
              onChange={(fields) => change({ fields: columns.filter((each) => fields.includes(each)) })}
            >
              <div className={classes['checks']}>
                {columns.map((column) => (
                  <Checkbox key={column} value={column} label={column} />
                ))}
              </div>
            </Checkbox.Group>
          ) : (
            <NativeSelect
              label={BULK.value}
              data={columns.includes(mapping.value) ? [...columns] : [mapping.value, ...columns]}
              value={mapping.value}
              onChange={(event) => change({ value: event.currentTarget.value })}
            />
          )}
          {mapping.into !== 'add' && (
            <NativeSelect
              label={BULK.read}
              data={options(READ)}
              value={mapping.read}
              onChange={(event) => change({ read: event.currentTarget.value as BulkRead })}
            />
          )}
          {mapping.into === 'value' && (
            <Checkbox
              label={BULK.keep}
              checked={mapping.keep}
              onChange={(event) => change({ keep: event.currentTarget.checked })}
            />
          )}
        </>
      )}
    </div>
  )
}

const MOST_BUTTONS = 24
