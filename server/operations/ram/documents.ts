/** Policy documents as calls bring them: checked strictly, kept as the text that was given (ram.md 1.1). */
import {
  type DocumentKind,
  MAX_CUSTOM_DOCUMENT_LENGTH,
  MalformedPolicyDocument,
  parsePolicyDocument,
} from '../../policy/document.ts'
import type { ProblemKind } from '../../spec/problem.ts'
import { type Checked, malformedPolicyDocument, tooLong } from './problems.ts'

/** Checks a document and does nothing when it is absent; `problems` is what an operation lists that uses it. */
export interface DocumentCheck {
  /** @throws Problem MalformedPolicyDocument with the place of the fault; InvalidParameter.<Param>.Length */
  (text: string | undefined): void
  readonly problems: readonly ProblemKind<never[]>[]
}

function documentCheck(parameter: Checked, kind: DocumentKind): DocumentCheck {
  const length = tooLong(parameter)
  const check = (text: string | undefined): void => {
    if (text === undefined) return
    if (text.length > MAX_CUSTOM_DOCUMENT_LENGTH) throw length()
    try {
      parsePolicyDocument(text, kind)
    } catch (error) {
      if (error instanceof MalformedPolicyDocument) throw malformedPolicyDocument(error.message)
      throw error
    }
  }
  return Object.assign(check, { problems: [length, malformedPolicyDocument] })
}

export const checkPolicyDocument = documentCheck('PolicyDocument', 'permission')
/** The vendor gives trust policies no limit of their own, so they have that of policies. */
export const checkTrustPolicy = documentCheck('AssumeRolePolicyDocument', 'trust')
export const checkNewTrustPolicy = documentCheck('NewAssumeRolePolicyDocument', 'trust')
