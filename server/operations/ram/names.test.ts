import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Problem } from '../../spec/problem.ts'
import * as names from './names.ts'

/** The code of the refusal without its first word; undefined when the text passes. */
function refusalOf(check: names.TextCheck, value: string): string | undefined {
  try {
    check(value)
    return undefined
  } catch (error) {
    assert.ok(error instanceof Problem)
    assert.ok(
      check.problems.some(({ code }) => code === error.code),
      `${error.code} is listed`,
    )
    return error.code.slice('InvalidParameter.'.length)
  }
}

/** Check, what passes, what holds other characters, how long it may be. */
const tables: [names.TextCheck, string, readonly string[], readonly string[], number][] = [
  [names.checkUserName, 'UserName', ['a', 'A.b-c_9', '-', '007'], ['a b', 'a@b', 'é', 'a\n', 'a/b', 'a*'], 64],
  [names.checkGroupName, 'GroupName', ['a', 'Dev-9'], ['a.b', 'a_b', 'a b', '组', 'a\n'], 64],
  [names.checkRoleName, 'RoleName', ['a', 'a.b-9'], ['a_b', 'a b', 'a/b', 'a\n'], 64],
  [names.checkPolicyName, 'PolicyName', ['a', 'No-Deletions9'], ['a.b', 'a_b', 'a b', 'a\n'], 128],
  [names.checkDisplayName, 'DisplayName', ['张 强', 'a@b.c'], ['a\nb', '\u0000', '\u0085'], 128],
  [names.checkComments, 'Comments', ['one\ntwo\r\n\tthree', '文'], ['\u0007', '\u001b[0m'], 128],
  [names.checkDescription, 'Description', ['one\ntwo', '文'], ['\u0007'], 1024],
]

describe('Names and texts of RAM', () => {
  for (const [check, parameter, good, bad, longest] of tables) {
    it(`${parameter} takes what it may hold, up to ${longest} characters, and refuses the rest by its own code`, () => {
      for (const value of [...good, 'x'.repeat(longest)]) assert.equal(refusalOf(check, value), undefined)
      for (const value of bad) assert.equal(refusalOf(check, value), `${parameter}.InvalidChars`)
      assert.equal(refusalOf(check, 'x'.repeat(longest + 1)), `${parameter}.Length`)
    })
  }

  const forms: [names.TextCheck, string, readonly string[], readonly string[]][] = [
    [names.checkMobilePhone, 'MobilePhone', ['86-18600008888', '1-2025550100'], ['18600008888', '+86-186', '86-', 'x']],
    [
      names.checkEmail,
      'Email',
      ['a@b.cn', "o'x+y@mail.example.com"],
      ['a', 'a@b', '@b.c', 'a b@c.d', 'a@b.c\n', 'a@b..c'],
    ],
    [names.checkVersionId, 'VersionId', ['v1', 'v12'], ['1', 'v0', 'v01', 'V1', 'v1\n']],
  ]
  for (const [check, parameter, good, bad] of forms) {
    it(`${parameter} takes what is well formed and refuses the rest by its own code`, () => {
      for (const value of good) assert.equal(refusalOf(check, value), undefined)
      for (const value of bad) assert.equal(refusalOf(check, value), `${parameter}.Format`)
    })
  }

  it('count characters, not units of UTF-16', () => {
    assert.equal(refusalOf(names.checkComments, '😀'.repeat(128)), undefined)
    assert.equal(refusalOf(names.checkComments, '😀'.repeat(129)), 'Comments.Length')
  })

  it('are not looked at when they are absent', () => {
    assert.doesNotThrow(() => names.checkUserName(undefined))
  })
})
