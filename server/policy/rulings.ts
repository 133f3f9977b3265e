/**
 * How this server answers what the vendor leaves open (ram.md 6): one switch per question, so that a later finding
 * about the real service changes a value here and nothing else.
 *
 * Rulings about the text of a document take effect when it is parsed, rulings about the walk when it is evaluated.
 */
export interface Rulings {
  /** What a negative operator (`StringNotEquals`, `NotIpAddress` …) says when the key is absent (open point 5). */
  readonly negativeOperatorOnAbsentKey: boolean
  /** What `ForAllValues:` says when the key is absent (open point 5). `ForAnyValue:` needs a value, so it is false. */
  readonly forAllValuesOnAbsentKey: boolean
  /** Whether an unknown multi-factor state reads as `"false"` rather than as an absent key (open point 4). */
  readonly unknownMfaIsFalse: boolean
  /** Whether `NotResource` is accepted in permission policies (open point 6). */
  readonly notResourceAccepted: boolean
  /** Whether resource names are compared without regard to letter case (open point 6). */
  readonly resourceIgnoresCase: boolean
  /** Whether condition keys are found whatever their letter case (open point 6). A tag's own key is always exact. */
  readonly conditionKeysIgnoreCase: boolean
  /** Whether a `*` in one part of a resource name may run across a `:` into the next (open point 6). */
  readonly starCrossesColon: boolean
  /** Whether an account-wide Allow keeps policies attached for a resource group from denying (open point 7). */
  readonly accountAllowHidesGroupDeny: boolean
}

/** The rulings in force. The reason for each stands in ram.md, sections 1.1 to 1.6. */
export const RULINGS: Rulings = {
  negativeOperatorOnAbsentKey: true,
  forAllValuesOnAbsentKey: true,
  unknownMfaIsFalse: false,
  notResourceAccepted: false,
  resourceIgnoresCase: false,
  conditionKeysIgnoreCase: false,
  starCrossesColon: true,
  accountAllowHidesGroupDeny: true,
}
