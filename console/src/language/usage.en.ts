/** What cost and use of a share over time say. */
export const usage = {
  title: 'Cost and use over time',
  how: 'Peaks are the most at one instant; hours are of all computers or users together. Whole steps are counted: the first one from its beginning.',
  range: 'Time',
  ranges: { day: 'Last 24 hours', week: 'Last 7 days', month: 'Last 30 days', all: 'Since the share was created' },
  settled: 'Settled',
  accrued: 'Not settled yet',
  subscription: 'Subscriptions, spread',
  runningPeak: 'Running computers (peak)',
  runningHours: 'Hours of running',
  usersPeak: 'Connected users (peak)',
  userHours: 'Hours of connected users',
  perUserHour: 'Cost per hour of a connected user',
  sum: 'Sum, or highest peak',
  cut: (count: number) => `Only the first ${count} steps are read: choose days, or a shorter time.`,
  lastBars: (count: number) => `The plot shows the last ${count} steps; the sums are of all.`,
}
