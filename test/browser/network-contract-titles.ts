// The names of the contract's cases, for the program that asks the page to run them one by one.
import { TRANSPORT_CASES } from '../contract/transport.ts'

export const contractTitles: readonly string[] = TRANSPORT_CASES.map(({ title }) => title)
