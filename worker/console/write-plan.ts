// What a write asks of the node: operations, and requirements with the versions they name. A version as people read it is short;
// it is looked up here, and the node then holds the whole of it against whatever happens in between.

import type { OperationInput, PolicyId, RequirementInput } from '../rpc/contract.ts'
import { isWrite, type CallOf } from './commands/table.ts'
import { diagnostic, type Diagnostic } from './diagnostic.ts'
import { operationsOf } from './operations.ts'
import type { ConsolePort } from './port.ts'
import type { Block, CallStatement } from './syntax.ts'

export interface WritePlan {
  readonly policy: PolicyId
  readonly operations: readonly OperationInput[]
  readonly requirements: readonly RequirementInput[]
}

export async function writeInput(
  subject: CallStatement | Block,
  policy: PolicyId,
  port: ConsolePort,
): Promise<WritePlan | { readonly diagnostics: readonly Diagnostic[] }> {
  const statements = subject.type === 'block' ? subject.statements : [subject]
  const operations: OperationInput[] = []
  const requirements: RequirementInput[] = []
  for (const statement of statements) {
    const { call } = statement
    if (isWrite(call)) operations.push(...operationsOf(call))
    else if (call.verb === 'REQUIRE') {
      const requirement = await requirementOf(call, statement, policy, port)
      if ('message' in requirement) return { diagnostics: [requirement] }
      requirements.push(requirement)
    }
  }
  return { policy, operations, requirements }
}

async function requirementOf(
  { args }: CallOf<'REQUIRE'>,
  { place, places }: CallStatement,
  policy: PolicyId,
  port: ConsolePort,
): Promise<RequirementInput | Diagnostic> {
  const { key } = args
  switch (args.mode) {
    case 'UNCHANGED':
      return { key, mode: 'unchanged' }
    case 'UNWRITTEN':
      return { key, mode: 'unwritten-since' }
    case 'ABSENT':
      return { key, mode: 'absent' }
    case 'VERSION': {
      const { version } = await port.call('data.get', { policy, key })
      return version.text === args.version
        ? { key, mode: 'unchanged', version }
        : diagnostic(
            places['version'] ?? place,
            `The key is not at this version but at ${version.text}`,
            version.text,
          )
    }
  }
}
