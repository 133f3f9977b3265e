/** What can be done with computers. */
export const computers = {
  several: (count: number) => `${count} computers`,
  more: (count: number) => `and ${count} more`,
  done: (deed: string, what: string) => `Accepted. ${deed}: ${what}`,
  deeds: {
    start: 'Start',
    stop: 'Stop',
    restart: 'Restart',
    reset: 'Reset',
    rebuild: 'Rebuild',
    disconnect: 'Disconnect users',
    disable: 'Disable',
    remove: 'Delete',
  },
  asks: {
    start: (what: string) => `${what}: turned on. Pay-as-you-go computers are billed for compute from then on.`,
    stop: (what: string) => `${what}: turned off. Who is connected is disconnected.`,
    restart: (what: string) => `${what}: turned off and on again. Who is connected is disconnected.`,
    reset: (what: string) => `${what}: what is on the chosen disks is lost. Who is connected is disconnected.`,
    rebuild: (what: string) =>
      `${what}: the system disk is made anew, and what is on it is lost. Who is connected is disconnected.`,
    disconnect: (what: string) => `${what}: everybody who is connected is disconnected, as if the client were closed.`,
    disable: (what: string) =>
      `${what}: given to nobody any more, and no operation takes that back. Who has a session keeps it; who is merely bound gets another computer. The state it shows and what it costs stay. A pay-as-you-go share that then has too few makes new ones.`,
    remove: (what: string) =>
      `${what}: released for good, with all that is on the disks. A share that then has too few makes new ones.`,
  },
  reasons: {
    or: ' or ',
    none: 'Choose computers in the list first.',
    nobody: 'Nobody is connected.',
    tooMany: (operation: string, most: number) => `${operation} takes at most ${most} at a time.`,
    state: (id: string, state: string, operation: string, needed: string) =>
      `${id} is ${state}; ${operation} needs ${needed}.`,
    busy: (id: string, flag: string) =>
      `${id} is being changed: ${flag}. Restarting, resetting and rebuilding wait until that is over.`,
    ordinary: (id: string) => `${id} is in no share; DisableDesktopsInGroup is for computers of shares.`,
    noShare: (id: string) => `${id} is in no share; ResetDesktops resets computers of shares. Rebuild it instead.`,
    subscription: (id: string) => `${id} is a subscription that has not expired; DeleteDesktops refuses it.`,
    released: (id: string) => `${id} is released.`,
  },
  stoppedMode: 'While it is stopped',
  stoppedModeHint: 'Counts for pay-as-you-go computers only.',
  stoppedModes: {
    StopCharging: 'Only storage is billed',
    KeepCharging: 'Compute is billed on',
  },
  resetType: 'What is reset',
  resetTypeHint: 'The computers are made ready again afterwards.',
  resetTypes: { 0: 'Nothing', 1: 'The system disk', 2: 'The data disk', 3: 'Both disks' },
  image: 'Image',
  imageHint: 'Images that are available for the same operating system.',
  ownImage: 'The one each has',
  choose: (name: string) => `Choose ${name}`,
  chooseAll: 'Choose all that are listed',
  chosen: (count: number) => (count === 1 ? '1 chosen' : `${count} chosen`),
  chooseNone: 'Choose none',
  actionsOn: (lane: string) => `${lane}: actions`,
  view: 'View',
  views: { all: 'All computers', expiring: 'Expiring soon', released: 'Released' },
  within: 'Within',
  days: (count: number) => `${count} days`,
  expiringHint:
    'Subscriptions that end soon, the next one first. What has ended becomes Expired: nobody can connect any more, and it can be deleted. Renewing the share moves the end of all of them.',
  releasedHint:
    'Computers that were taken away for good, the last one first. They cost nothing any more; what they have cost stays in the total.',
  toRenewal: 'Renew the share',
  end: (count: number, days: number) =>
    count === 1 ? `1 subscription ends within ${days} days` : `${count} subscriptions end within ${days} days`,
  noneExpiring: (days: number) => `No subscription ends within ${days} days.`,
  noneReleased: 'None has been released.',
  endsIn: (length: string) => `in ${length}`,
  ended: 'has ended',
}
