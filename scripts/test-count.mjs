// Reads vitest's JSON report into plain counts. A file that could not even be loaded, an unhandled error and a
// run that died before writing its report are failures too: nothing that went wrong may count as nothing.
import { readFileSync } from 'node:fs'

/**
 * @param {string} reportFile
 * @param {{ code: number, timedOut: boolean }} exit how vitest ended
 * @returns {{ passed: number, failed: number, skipped: number, failures?: string[], reason?: string }}
 */
export function countTests(reportFile, exit) {
  const report = readReport(reportFile)
  if (report === undefined) {
    const reason = exit.timedOut
      ? 'the stage took too long and was ended'
      : `vitest ended with code ${exit.code}, without a report`
    return { passed: 0, failed: 1, skipped: 0, reason }
  }
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  )
  const passed = report.numPassedTests
  const failed = report.numFailedTests + brokenFiles.length
  const skipped = report.numPendingTests + report.numTodoTests
  if (exit.code !== 0 && failed === 0) {
    return {
      passed,
      failed: 1,
      skipped,
      reason: `vitest ended with code ${exit.code} although no test failed`,
    }
  }
  if (passed + failed === 0) return { passed, failed: 1, skipped, reason: 'no test was run' }
  if (failed === 0) return { passed, failed, skipped }
  return { passed, failed, skipped, failures: namesOfFailures(report) }
}

/** File and title, for the end of the output: what scrolled by long ago is easily cut off. */
function namesOfFailures(report) {
  return report.testResults
    .filter((file) => file.status === 'failed')
    .flatMap((file) => {
      const failed = file.assertionResults.filter((test) => test.status === 'failed')
      if (failed.length === 0) return [`${file.name}: could not be run`]
      return failed.map((test) => `${file.name}: ${test.fullName}`)
    })
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
