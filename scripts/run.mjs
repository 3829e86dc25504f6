// Runs one program to its end and kills its whole family when it overruns or when we are interrupted,
// so that no Chromium or relay outlives a test run.
import { spawn } from 'node:child_process'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

const POSIX = process.platform !== 'win32'
const running = new Set()
let interrupted = false

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (interrupted) process.exit(130)
    interrupted = true
    for (const child of running) killFamily(child, 'SIGTERM')
    if (running.size === 0) process.exit(130)
  })
}

/** True once a signal asked us to stop: callers start nothing new. */
export function wasInterrupted() {
  return interrupted
}

/**
 * @param {string} command a program
 * @param {readonly string[]} args
 * @param {{ env?: object, timeoutMs?: number, quiet?: boolean, shell?: boolean }} [options]
 * @returns {Promise<{ code: number, output: string, timedOut: boolean }>} output only when quiet
 */
export function run(command, args, { env = {}, timeoutMs = 0, quiet = false, shell = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
      // A process group of its own, so that the whole family can be ended.
      detached: POSIX,
      shell,
    })
    let output = ''
    let timedOut = false
    const keep = (chunk) => {
      output = (output + chunk).slice(-200_000)
    }
    child.stdout?.setEncoding('utf8').on('data', keep)
    child.stderr?.setEncoding('utf8').on('data', keep)
    running.add(child)
    const timer =
      timeoutMs > 0 &&
      setTimeout(() => {
        timedOut = true
        killFamily(child, 'SIGKILL')
      }, timeoutMs)
    const finish = (code) => {
      clearTimeout(timer)
      running.delete(child)
      resolve({ code, output, timedOut })
    }
    child.on('error', (error) => {
      keep(error.message)
      if (!quiet) console.error(error.message)
      finish(127)
    })
    // Whatever it left behind ends with it; a forgotten grandchild would also hold the pipes open.
    child.on('exit', () => POSIX && killFamily(child, 'SIGKILL'))
    child.on('close', (code) => finish(code ?? 1))
  })
}

/** Runs a JavaScript file of the project or of an installed package with this same Node. */
export function runNode(file, args, options) {
  return run(process.execPath, [join(ROOT, file), ...args], options)
}

/** Runs npm, also where only `npm.cmd` exists. */
export function runNpm(args, options) {
  const cli = process.env.npm_execpath
  if (cli !== undefined && basename(cli) === 'npm-cli.js')
    return run(process.execPath, [cli, ...args], options)
  return run(POSIX ? 'npm' : 'npm.cmd', args, { ...options, shell: !POSIX })
}

function killFamily(child, signal) {
  if (child.pid === undefined) return
  try {
    if (POSIX) process.kill(-child.pid, signal)
    else child.kill(signal)
  } catch {
    // Nobody left: the family ended by itself.
  }
}
