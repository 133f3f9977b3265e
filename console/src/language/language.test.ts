import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { en } from './en.ts'
import { zh } from './zh.ts'

/** Every sentence under its path; functions by what they say of their own arguments. */
function sentencesOf(part: unknown, path = ''): [string, string][] {
  if (typeof part === 'string') return [[path, part]]
  if (typeof part === 'function') return [[path, String(Reflect.apply(part, undefined, ['7', '8', '9']))]]
  assert.ok(typeof part === 'object' && part !== null, path)
  return Object.entries(part).flatMap(([name, inner]) => sentencesOf(inner, path === '' ? name : `${path}.${name}`))
}

/** Names and signs that are the same in both, and what only puts them together. */
const same = new Set([
  'app.title',
  'app.none',
  'signIn.accessKeyId',
  'signIn.accessKeySecret',
  'samples.open',
  'access.id',
  'inventory.named',
])

describe('the sentences of the console', () => {
  const english = new Map(sentencesOf(en))
  const chinese = new Map(sentencesOf(zh))

  it('are the same ones in both languages', () => {
    assert.ok(english.size > 150)
    assert.deepEqual([...chinese.keys()].sort(), [...english.keys()].sort())
  })

  it('are translated, and none is empty', () => {
    for (const [path, sentence] of english) {
      const other = chinese.get(path) ?? ''
      assert.notEqual(other.trim(), '', path)
      assert.notEqual(sentence.trim(), '', path)
      if (!same.has(path)) assert.match(other, /\p{Script=Han}/u, path)
      assert.doesNotMatch(sentence, /\p{Script=Han}/u, path)
    }
  })

  it('say what they are given in both languages', () => {
    for (const [path, sentence] of english) {
      const given = [...sentence.matchAll(/[789]/g)].map(String).sort().join()
      const told = [...(chinese.get(path) ?? '').matchAll(/[789]/g)].map(String).sort().join()
      assert.equal(told, given, path)
    }
  })
})
