/** In English: calls by another key, why a call was refused, and how a sample was checked. */
export const callers = {
  as: 'as',
  bySession: (name: string) => `${name} (signed in)`,
  another: 'Another key…',
  title: 'Run with another key',
  hint: 'The key stays in the memory of this page: not in the address, not in the history, not on this device. Signing out, leaving the console and Forget take it away.',
  check: 'Use this key',
  forget: 'Forget the key',
  missing: 'AccessKey ID and secret are needed.',
  asking: 'The server is asked whose key it is…',
  is: (arn: string) => `This key is of ${arn}.`,
  notTold: (reason: string) =>
    `The server does not say whose key it is (${reason}). Calls are signed with it all the same.`,
  madeBy: 'Signed with',
  explainedBySession: (name: string) => `${name} asks why: the server tells it of calls of the own account only.`,
  notOnRecord:
    'For this account no such call is on record: a key that is not believed, and one of another account, leave nothing here.',
  notAnswered: 'The server has not answered this call, so nothing can be told of it.',
}

export const diagnosis = {
  decode: 'Decode the reason',
  decoding: 'Decoding…',
  refused: (code: string, message: string) => `It could not be decoded. ${code}: ${message}`,
  title: 'Decoded reason',
  verdict: 'Verdict',
  explicit: 'A statement denies it.',
  implicit: 'No statement allows it.',
  policyType: 'Kind of policy that refused',
  action: 'Action',
  resource: 'Resource',
  principal: 'Refused was',
  because: 'Reason',
  policies: 'Policies that fitted',
  noPolicies: 'No statement of any policy fitted.',
  conditions: 'What conditions could ask about the call',
}

/** How the programs of a language were checked. */
export const sampleChecks = {
  run: 'Checked: our tests run these programs against a server.',
  syntax: 'Checked for syntax only: a compiler reads these programs; our tests do not run them.',
  no: 'Unchecked: written from what the tool says of itself; our tests neither read nor run it.',
}

/** An answer laid against its shape, and what a shape demands. */
export const shapes = {
  range: (least: string, most: string) => `From ${least} to ${most}.`,
  length: (most: string) => `At most ${most} characters.`,
  pattern: (pattern: string) => `Pattern: ${pattern}`,
  secret: 'A secret: it reaches no log, no audit trail and no link.',
  items: (least: string, most: string) => `${least} to ${most} items.`,
  fits: 'Every field of this answer fits the shape.',
  misfits: (count: string) =>
    count === '1' ? '1 field does not fit the shape.' : `${count} fields do not fit the shape.`,
  refusal: 'The call was refused: a refusal has no fields of this shape.',
  wrong: (type: string) => `does not fit: ${type} expected`,
  absent: 'In the shape, and not in this answer',
  nothingAbsent: 'Everything the shape has is there.',
}
