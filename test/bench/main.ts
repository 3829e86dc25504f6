// `npm run bench [-- NAME …]`: prints the figures that the README quotes, with their conditions. Never a test: machines
// are noisy, and a figure is to be read, not asserted.

import { cpus } from 'node:os'

interface Benchmark {
  readonly run: () => Promise<void>
}

const BENCHMARKS: Readonly<Record<string, () => Promise<Benchmark>>> = {
  throughput: () => import('./throughput.ts'),
  'many-endorsers': () => import('./many-endorsers.ts'),
  'commit-latency': () => import('./commit-latency.ts'),
  'bulk-import': () => import('./bulk-import.ts'),
  'state-layout': () => import('./state-layout.ts'),
  'million-keys': () => import('./million-keys.ts'),
  'data-screen': () => import('./data-screen.ts'),
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !(name in BENCHMARKS))
if (unknown.length > 0) {
  console.error(
    `There is no benchmark ${unknown.join(', ')}. There are: ${Object.keys(BENCHMARKS).join(', ')}.`,
  )
  process.exit(2)
}
const [first] = cpus()
console.log(`Node ${process.version}, ${cpus().length} cores (${first?.model.trim() ?? 'unknown'})`)
for (const [name, load] of Object.entries(BENCHMARKS)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  console.log(`\n# ${name}`)
  await (await load()).run()
}
process.exit(0)
