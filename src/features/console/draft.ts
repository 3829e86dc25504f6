// The line being typed. It survives a change of screen: what one typed is not lost by looking something up.

import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

const store = createStore<{ readonly text: string }>(() => ({ text: '' }))
const setDraft = (text: string): void => store.setState({ text })

export const useDraft = (): readonly [string, (text: string) => void] => [
  useStore(store, (state) => state.text),
  setDraft,
]
