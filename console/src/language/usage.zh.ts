import type { usage as english } from './usage.en.ts'

export const usage: typeof english = {
  title: '费用与使用趋势',
  how: '峰值为同一时刻的最大数量；小时数为所有云电脑或用户的合计。按完整时段计算：首个时段从其起点算起。',
  range: '时间范围',
  ranges: { day: '最近 24 小时', week: '最近 7 天', month: '最近 30 天', all: '自共享创建以来' },
  settled: '已结算',
  accrued: '尚未结算',
  subscription: '包年包月分摊',
  runningPeak: '运行中的云电脑（峰值）',
  runningHours: '运行小时数',
  usersPeak: '已连接用户（峰值）',
  userHours: '用户连接小时数',
  perUserHour: '每用户连接小时的费用',
  sum: '合计或最高峰值',
  cut: count => `仅读取了前 ${count} 个时间段：请改为按天，或选择更短的时间范围。`,
  lastBars: count => `图表仅显示最近 ${count} 个时间段；合计包含全部。`,
}
