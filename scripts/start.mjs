// `npm start`: from a fresh clone to a served app. Installs and builds only what is missing, then hands over to
// the relay, which serves dist/ and speaks for itself (address, taken port, certificates).
import './requirements.mjs'
import { spawn } from 'node:child_process'
import { buildApp } from './build.mjs'
import { installMissing } from './install.mjs'
import { ROOT } from './run.mjs'

const args = process.argv.slice(2)

console.log(
  'SporeDB: install what is missing, build if the sources changed, start the relay and serve the app.',
)
if (!(await installMissing())) process.exit(1)
if (!args.includes('--help') && !(await buildApp())) process.exit(1)

const relay = spawn(process.execPath, ['--import', 'tsx', 'relay/main.ts', ...args], {
  cwd: ROOT,
  stdio: 'inherit',
})
// In a terminal Ctrl-C reaches the relay by itself, and once is enough. Any other signal is for us alone: hand it on.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.removeAllListeners(signal).on(signal, () => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) relay.kill(signal)
  })
}
relay.on('error', (error) => {
  console.error(`The relay could not be started: ${error.message}`)
  process.exit(1)
})
relay.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
