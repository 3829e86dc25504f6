import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { countTests } from '../../scripts/test-count.mjs'
import { folderWith } from './folder.ts'

const CLEAN = { code: 0, timedOut: false }
const FAILED = { code: 1, timedOut: false }

function count(report: string | object, exit = CLEAN) {
  const text = typeof report === 'string' ? report : JSON.stringify(report)
  return countTests(join(folderWith({ 'r.json': text }), 'r.json'), exit)
}

const file = (status: string, ...tests: readonly string[]) => ({
  name: 'a.test.ts',
  status,
  assertionResults: tests.map((test, at) => ({ status: test, fullName: `test ${at}` })),
})

const report = (passed: number, failed: number, skipped: number, ...files: readonly object[]) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: skipped,
  numTodoTests: 0,
  testResults: files,
})

describe('counting what vitest reports', () => {
  it('adds up what passed, failed and was left out', () => {
    expect(count(report(3, 1, 1, file('failed', 'passed', 'failed')), FAILED)).toEqual({
      passed: 3,
      failed: 1,
      skipped: 1,
      failures: ['a.test.ts: test 1'],
    })
  })

  it('counts a file that could not be loaded as a failure', () => {
    expect(count(report(3, 0, 0, file('passed', 'passed'), file('failed')), FAILED)).toMatchObject({
      failed: 1,
      failures: ['a.test.ts: could not be run'],
    })
  })

  it('counts an error outside of any test as a failure', () => {
    const counts = count(report(3, 0, 0, file('passed', 'passed')), FAILED)
    expect(counts).toMatchObject({ passed: 3, failed: 1 })
    expect(counts.reason).toContain('although no test failed')
  })

  it('counts a run without a readable report as a failure', () => {
    expect(count('{', { code: 137, timedOut: false })).toMatchObject({ passed: 0, failed: 1 })
    expect(count('', { code: 1, timedOut: true }).reason).toContain('too long')
    expect(countTests('/nowhere/r.json', CLEAN)).toMatchObject({ failed: 1 })
  })

  it('counts a stage that ran nothing as a failure', () => {
    expect(count(report(0, 0, 0))).toMatchObject({ failed: 1, reason: 'no test was run' })
  })
})
