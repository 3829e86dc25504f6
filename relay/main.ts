// Runs the relay from the command line. Wiring and words only.
import './node-runtime.ts'
import { join } from 'node:path'
import { HELP, parseConfig } from './config.ts'
import { createRelay, PortTaken, type Relay, type RelayOptions } from './create-relay.ts'
import { announcement } from './announcement.ts'

const APP_FOLDER = join(import.meta.dirname, '../dist')

async function main(): Promise<number> {
  const config = parseConfig(process.argv.slice(2), process.env)
  if (!config.ok) {
    console.error(config.reason)
    return 1
  }
  if (config.value.type === 'help') {
    console.log(HELP)
    return 0
  }
  const relay = await start({ ...config.value.options, appFolder: APP_FOLDER })
  if (relay === undefined) return 1
  for (const line of announcement(relay, config.value.options)) console.log(line)
  const signal = await nextSignal()
  console.log(`Stopping (${signal}).`)
  await relay.close()
  return 0
}

async function start(options: RelayOptions): Promise<Relay | undefined> {
  try {
    return await createRelay(options)
  } catch (error) {
    if (error instanceof PortTaken)
      console.error(
        `${error.message} by another program. Choose another one: npm start -- --port ${error.port + 1}`,
      )
    else console.error(`The relay could not start: ${error instanceof Error ? error.message : String(error)}`)
    return undefined
  }
}

const nextSignal = (): Promise<NodeJS.Signals> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, resolve)
  })

process.exit(await main())
