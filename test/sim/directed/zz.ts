import { REGIMES } from '../mutants/regimes.ts'
const name = process.argv[2] as 'deep'
const from = Number(process.argv[3]), n = Number(process.argv[4]), cpu = Number(process.argv[5])
const run = REGIMES[name]()
const spent = () => process.cpuUsage().user / 1000
let k = from
for (; k < from + n && spent() < cpu; k++) {
  const v = await run(k)
  if (v) console.log(name, k, v)
}
console.log(name, 'runs', k - from, 'cpu', spent())
