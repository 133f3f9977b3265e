/** `deskfleet clock`, `deskfleet connect` and `deskfleet disconnect`: time passes, people come and go. */
import { readEnvironment } from '../../../server/settings/env.ts'
import { CommandError } from '../exit.ts'
import { findShare } from '../finding-shares.ts'
import { renderAnswer } from '../tables.ts'
import { type Answer, addTarget, askerOf, type Options, type Verbs } from './signed-verbs.ts'

export function addClock({ io, program, command, show }: Verbs): void {
  const clock = program.command('clock').description('The clock by which computers live.')
  const answer = (value: Answer, options: Options): void => show(value, options, () => renderAnswer(value, io.width))

  addTarget(command('show', 'What time it is for the computers, and whether time passes by itself.', clock)).action(
    async (options: Options) => answer(await (await askerOf(options))('GetClock', {}), options),
  )
  addTarget(command('advance [duration]', 'Turn a virtual clock forward, by a duration such as PT1H.', clock))
    .option('--until <instant>', 'up to this instant, such as 2026-01-01T08:00:00Z, in place of a duration')
    .action(async (duration: string | undefined, options: Options) => {
      if ((duration === undefined) === (options.until === undefined)) {
        throw new CommandError('Write a duration such as PT1H, or --until and an instant, and not both.')
      }
      answer(await (await askerOf(options))('AdvanceClock', { By: duration, Until: options.until }), options)
    })
}

export function addClients({ io, command, show }: Verbs): void {
  for (const [name, operation, about] of [
    ['connect', 'ConnectEndUser', 'Connect an end user to a computer of a share, as a client program does.'],
    ['disconnect', 'DisconnectEndUser', 'Disconnect an end user, as a client program does that is closed.'],
  ] as const) {
    const verb = addTarget(command(`${name} <share> <user>`, `${about} The share by its id or name.`))
      .option('--region <id>', 'region of the share; ALIBABA_CLOUD_REGION_ID or cn-hangzhou by default')
      .option('--desktop <id>', 'this computer of the share')
    if (operation === 'DisconnectEndUser') verb.option('--log-off', 'the user logs off, so that no session is kept')
    verb.action(async (share: string, user: string, options: Options) => {
      const ask = await askerOf(options)
      const region = String(options.region ?? (readEnvironment().ALIBABA_CLOUD_REGION_ID || 'cn-hangzhou'))
      const value = await ask(operation, {
        RegionId: region,
        DesktopGroupId: await findShare(ask, region, share),
        DesktopId: options.desktop,
        EndUserId: user,
        LogOff: options.logOff,
      })
      show(value, options, () => renderAnswer(value, io.width))
    })
  }
}
