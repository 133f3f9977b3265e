/** End users at their client programs. */
import type { Caller } from './caller.ts'
import type { Places, Region } from './places.ts'

/** A user, and the share or the computer it is about. */
export interface Seat extends Region {
  /** Id or name. */
  readonly share?: string
  /** Id of a computer, also of one in the share. */
  readonly desktop?: string
  readonly user: string
}

export interface SeatTaken {
  readonly desktopId: string
  /** The user's binding to a computer of a share. */
  readonly userDesktopId?: string
}

export interface EndUserHandle {
  /** Connects; where no computer runs yet the user waits for one (`Waiting`). */
  connect(seat: Seat): Promise<SeatTaken & { readonly status: 'Connected' | 'Waiting' }>
  /** Closes the client program; with `logOff` no session is kept. */
  disconnect(seat: Seat & { readonly logOff?: boolean }): Promise<SeatTaken>
  /** The user types or moves the mouse: she is idle from now on, and not from before. */
  active(seat: Seat): Promise<void>
}

const taken = ({ DesktopId, UserDesktopId }: { DesktopId: string; UserDesktopId?: string }): SeatTaken => ({
  desktopId: DesktopId,
  ...(UserDesktopId === undefined ? {} : { userDesktopId: UserDesktopId }),
})

export function makeEndUsers(caller: Caller, places: Places): EndUserHandle {
  const placeOf = async ({ share, desktop, user, ...region }: Seat) => ({
    RegionId: places.regionOf(region),
    ...(share === undefined ? {} : { DesktopGroupId: await places.shareId(share, region) }),
    ...(desktop === undefined ? {} : { DesktopId: desktop }),
    EndUserId: user,
  })
  return {
    async connect(seat) {
      const answer = await caller.call('ConnectEndUser', await placeOf(seat))
      return { ...taken(answer), status: answer.ConnectionStatus }
    },
    async disconnect({ logOff, ...seat }) {
      const more = logOff === undefined ? {} : { LogOff: logOff }
      return taken(await caller.call('DisconnectEndUser', { ...(await placeOf(seat)), ...more }))
    },
    async active(seat) {
      await caller.call('ReportEndUserActivity', await placeOf(seat))
    },
  }
}
