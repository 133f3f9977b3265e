import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { aDesktop } from '../testing/builders.ts'
import {
  type Desired,
  type Desktop,
  desktopStatuses,
  type Life,
  type Observed,
  providerSteps,
  type Task,
} from './desktop.ts'
import { stepped } from './desktop-steps.ts'
import { isUnsettled, lifeOf, nextStep, permits, shownStatus, transitions, withLife } from './lifecycle.ts'
import { observed, type Sight } from './observation.ts'

const seen = Object.keys(transitions) as Observed[]
const wanted: readonly Desired[] = ['Running', 'Stopped', 'Released']
const tasks: readonly Task['kind'][] = ['Reset', 'Rebuild', 'Restart', 'Update', 'Migrate']

const living = (life: Partial<Life>): Desktop =>
  withLife(aDesktop({ accountId: '1' }), {
    desired: 'Running',
    observed: 'Running',
    asks: 0,
    idleSince: undefined,
    ...life,
  })

describe('The life of a desktop', () => {
  it('has a next step for everything that can be observed and desired', () => {
    for (const from of seen) {
      for (const desired of wanted) {
        const step = transitions[from][desired]
        assert.ok([...providerSteps, 'wait', 'forget', 'none'].includes(step), `${from} ${desired}`)
        assert.ok(desktopStatuses.includes(shownStatus({ desired, observed: from, asks: 0 }, false)))
      }
    }
  })

  it('is at rest only where it is desired to be', () => {
    const atRest = seen.flatMap(from =>
      wanted.filter(desired => transitions[from][desired] === 'none').map(desired => `${from}→${desired}`),
    )
    assert.deepEqual(atRest, ['Stopped→Stopped', 'Running→Running', 'Gone→Running', 'Gone→Stopped', 'Gone→Released'])
  })

  it('puts a task before power and a release before everything', () => {
    const task: Task = { kind: 'Reset', resetType: 1 }
    assert.equal(nextStep({ desired: 'Stopped', observed: 'Running', asks: 0, task }, false), 'reset')
    assert.equal(nextStep({ desired: 'Released', observed: 'Running', asks: 0, task }, false), 'release')
    assert.equal(nextStep({ desired: 'Running', observed: 'Starting', asks: 0, task }, false), 'wait')
  })

  it('lets a task that waits until nobody is connected wait', () => {
    const life: Life = { desired: 'Running', observed: 'Running', asks: 0, task: { kind: 'Rebuild', whenFree: true } }
    assert.equal(nextStep(life, true), 'none')
    assert.equal(shownStatus(life, true), 'Running')
    assert.equal(nextStep(life, false), 'rebuild')
    assert.equal(shownStatus(life, false), 'Rebuilding')
  })

  it('restarts by stopping and starting', () => {
    let desktop = living({ task: { kind: 'Restart' } })
    const course = [desktop.status]
    for (const _ of ['stop', 'start']) {
      desktop = observed(stepped(desktop, 1), { outcome: 'done', facts: {} }, 2)
      course.push(desktop.status)
    }
    assert.deepEqual(course, ['Stopping', 'Starting', 'Running'])
    assert.equal(lifeOf(desktop).task, undefined)
  })

  it('shows Updating and Migrating as flags, and takes them away again', () => {
    const moving = living({ task: { kind: 'Migrate' } })
    assert.equal(moving.managementFlag, 'Migrating')
    assert.equal(moving.status, 'Running')
    assert.equal(observed(stepped(moving, 1), { outcome: 'done', facts: {} }, 2).managementFlag, undefined)
  })

  it('waits longer after each failure, ten minutes at most', () => {
    let desktop = living({ observed: 'Stopped' })
    const waits: number[] = []
    for (let now = 0, tries = 0; tries < 9; tries += 1) {
      desktop = observed(stepped(desktop, now), { outcome: 'failed', reason: 'no power' }, now)
      const { retryAt = now } = lifeOf(desktop)
      assert.equal(stepped(desktop, retryAt - 1), desktop)
      waits.push((retryAt - now) / 1000)
      now = retryAt
    }
    assert.deepEqual(waits, [10, 20, 40, 80, 160, 320, 600, 600, 600])
  })

  it('lets a release overtake what is under way, and nothing else', () => {
    const starting = stepped(living({ observed: 'Stopped' }), 0)
    assert.equal(stepped(withLife(starting, { desired: 'Stopped' }), 1).life?.asked?.step, 'start')
    assert.equal(stepped(withLife(starting, { desired: 'Released' }), 1).life?.asked?.step, 'release')
  })

  it('permits what the vendor permits in a state', () => {
    assert.deepEqual(
      desktopStatuses.filter(status => permits(status, 'start')),
      ['Stopped'],
    )
    assert.deepEqual(
      desktopStatuses.filter(status => permits(status, 'stop')),
      ['Running'],
    )
    assert.equal(permits('Expired', 'connect'), false)
  })

  it('reaches what is desired from every state, through any failures, once they stop', () => {
    const sight = fc.constantFrom<Sight['outcome']>('underWay', 'done', 'failed', 'absent')
    fc.assert(
      fc.property(
        fc.constantFrom(...desktopStatuses),
        fc.constantFrom(...wanted),
        fc.option(fc.constantFrom(...tasks), { nil: undefined }),
        fc.array(sight, { maxLength: 12 }),
        (status, desired, task, outcomes) => {
          let now = 1000
          let desktop = withLife(aDesktop({ accountId: '1', status }), {
            desired,
            ...(task === undefined ? {} : { task: { kind: task } }),
          })
          const go = (outcome: Sight['outcome']): void => {
            desktop = stepped(desktop, now)
            const { asked, retryAt } = lifeOf(desktop)
            now = Math.max(now + 1, retryAt ?? 0)
            if (asked === undefined) return
            // A provider has what it was asked to create or release, or it has not; it cannot say that it is missing.
            const plain =
              outcome === 'absent' && (asked.step === 'create' || asked.step === 'release') ? 'failed' : outcome
            const said: Sight =
              plain === 'underWay'
                ? { outcome: plain, checkAt: now }
                : plain === 'done'
                  ? { outcome: plain, facts: {} }
                  : plain === 'failed'
                    ? { outcome: plain, reason: 'told to' }
                    : { outcome: plain }
            desktop = observed(desktop, said, now)
          }
          for (const outcome of outcomes) go(outcome)
          for (let more = 0; more < 12; more += 1) go('done')
          assert.ok(!isUnsettled(desktop), JSON.stringify(desktop.life))
          const { observed: end } = lifeOf(desktop)
          assert.equal(end, status === 'Deleted' || desired === 'Released' ? 'Gone' : desired)
        },
      ),
      { numRuns: 500 },
    )
  })
})
