import { describe, expect, test } from 'vitest'
import { failureOfError, storeFailure, StoreError } from '../../worker/store/failure.ts'
import { StoreHealth } from '../../worker/store/health.ts'

const never = new Promise<void>(() => undefined)

describe('the health of a store', () => {
  test('keeps the first failure, whatever comes later', () => {
    const health = new StoreHealth()
    expect(health.fail(storeFailure('full')).failure.tag).toBe('full')
    expect(health.fail(storeFailure('broken')).failure.tag).toBe('full')
    expect(() => health.checkWrite()).toThrow(StoreError)
    expect(() => health.checkRead()).not.toThrow()
    expect(health.fail(storeFailure('deleted')).failure.tag).toBe('full')
    expect(() => health.checkRead()).toThrow(StoreError)
  })

  test('refuses work that the browser leaves unanswered once the data is gone', async () => {
    const health = new StoreHealth()
    const hanging = health.unlessGone(never)
    health.fail(storeFailure('deleted'))
    await expect(hanging).rejects.toMatchObject({ failure: { tag: 'deleted' } })
    await expect(health.unlessGone(never)).rejects.toMatchObject({ failure: { tag: 'deleted' } })
    expect(() => health.checkRead()).toThrow(StoreError)
  })

  test('lets work under way end by itself when the disk is full or the store is closed, but not when the data goes after that', async () => {
    const health = new StoreHealth()
    const work = health.unlessGone(Promise.resolve('done'))
    health.fail(storeFailure('full'))
    expect(await work).toBe('done')
    const hanging = health.unlessGone(never)
    health.fail(storeFailure('deleted'))
    await expect(hanging).rejects.toMatchObject({ failure: { tag: 'deleted' } })
    const other = new StoreHealth()
    const late = other.unlessGone(Promise.resolve('done'))
    other.close()
    expect(await late).toBe('done')
  })
})

describe('a failure', () => {
  test.each([
    [new DOMException('', 'QuotaExceededError'), 'full'],
    [new DOMException('', 'VersionError'), 'newer-schema'],
    [new DOMException('', 'InvalidStateError'), 'deleted'],
    [new DOMException('Connection is closing because of: Force close', 'UnknownError'), 'deleted'],
    [new DOMException('Internal error', 'UnknownError'), 'broken'],
    [new DOMException('', 'SecurityError'), 'unavailable'],
    [null, 'deleted'],
  ])('is told apart from the browser’s error: %s', (error, tag) => {
    expect(failureOfError(error).tag).toBe(tag)
  })
})
