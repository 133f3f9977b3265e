/** What is said about which way of paying is cheaper. */
export const standing = {
  unused: 'Nothing was used in the last 30 days.',
  ran: {
    whole: (hours: string, _days: string, _pace: string) => `Ran ${hours} h in the last 30 days.`,
    pace: (hours: string, days: string, pace: string) =>
      `Ran ${hours} h in the ${days} days since it was created: about ${pace} h in 30 days if it goes on like this.`,
    early: (hours: string, _days: string, _pace: string) =>
      `Ran ${hours} h since it was created, less than 7 days ago: too little to reckon a month from.`,
    released: (hours: string, _days: string, _pace: string) => `Ran ${hours} h in the last 30 days and was released.`,
  },
  turnsAt: (hours: string) => `A subscription is cheaper above ${hours} h a month.`,
  neverTurns: 'No month is long enough for a subscription to be cheaper.',
  cheaper: {
    payAsYouGo: (amount: string) => `Pay-as-you-go was cheaper than a month's subscription by ${amount}.`,
    subscription: (amount: string) => `A month's subscription would have been cheaper by ${amount}.`,
  },
  atThisPace: {
    payAsYouGo: (amount: string) => `At this pace, pay-as-you-go is cheaper by ${amount} a month.`,
    subscription: (amount: string) => `At this pace, a subscription is cheaper by ${amount} a month.`,
  },
  together: (count: number, amount: string) =>
    `${count === 1 ? 'One pay-as-you-go computer has' : `${count} pay-as-you-go computers have`} cost ${amount} in the last 30 days.`,
  allEarly: 'None of them has been there for 7 days: too early to advise.',
  keepPayAsYouGo: 'Taken one by one, none of them is cheaper as a subscription: keep paying as you go.',
  buySome: (count: number, amount: string) =>
    count === 1
      ? `Taken one by one, one is cheaper as a subscription, by ${amount} a month: where that is so in most months, buy one.`
      : `Taken one by one, ${count} are cheaper as subscriptions, by ${amount} a month together: where that is so in most months, buy as many.`,
  someEarly: (count: number) =>
    `${count === 1 ? 'One has' : `${count} have`} been there for less than 7 days and ${count === 1 ? 'is' : 'are'} left out.`,
  covers: (shown: number, all: number) =>
    `This is about the ${shown} of ${all} computers shown here; load further ones to cover more of the share.`,
}
