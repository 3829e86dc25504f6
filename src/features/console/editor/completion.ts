// Completion: commands with what they do and an example, keys that are there now, policies, and the few words that a command knows.

import type { Completion as Option, CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import { syntaxTree } from '@codemirror/language'
import { completionIn } from '../../../../worker/console/complete.ts'
import { COMMANDS, formOf, type Verb } from '../../../../worker/console/commands/table.ts'
import { keyToText } from '../../../../worker/console/scalar.ts'

export interface CompletionSources {
  keys(prefix: string): Promise<readonly string[]>
  policies(): readonly string[]
}

export async function complete(
  context: CompletionContext,
  sources: CompletionSources,
): Promise<CompletionResult | null> {
  const { state, pos, explicit } = context
  const found = completionIn(syntaxTree(state), state.doc.toString(), pos)
  if (found === undefined) return null
  const { from, to, wanted } = found
  // Nobody wants a list of everything before a letter is typed, unless they ask for it.
  if (!explicit && from === to && wanted.type === 'command') return null
  const options = await optionsOf(found.wanted, sources)
  // Keys are looked up anew for each letter: those of a longer prefix may not be among the first of a shorter one.
  return options.length === 0 ? null : { from, to, options, filter: wanted.type !== 'key' }
}

async function optionsOf(
  wanted: NonNullable<ReturnType<typeof completionIn>>['wanted'],
  sources: CompletionSources,
): Promise<readonly Option[]> {
  switch (wanted.type) {
    case 'command':
      return wanted.verbs.map(commandOption)
    case 'key':
      return (await sources.keys(wanted.prefix)).map((key) => ({ label: keyToText(key), type: 'key' }))
    case 'policy':
      return sources.policies().map((name) => ({ label: keyToText(name), type: 'policy' }))
    case 'word':
      return wanted.words.map((word) => ({ label: word, type: 'word' }))
  }
}

const commandOption = (verb: Verb): Option => ({
  label: verb,
  type: 'command',
  detail: formOf(verb).slice(verb.length),
  info: () => {
    const box = document.createElement('div')
    const does = document.createElement('div')
    does.textContent = COMMANDS[verb].does
    const example = document.createElement('code')
    example.textContent = COMMANDS[verb].example
    box.append(does, example)
    return box
  },
})
