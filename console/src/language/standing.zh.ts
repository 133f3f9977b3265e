import type { standing as english } from './standing.en.ts'

export const standing: typeof english = {
  unused: '最近 30 天没有用量。',
  ran: {
    whole: hours => `最近 30 天运行了 ${hours} 小时。`,
    pace: (hours, days, pace) => `自创建以来的 ${days} 天运行了 ${hours} 小时：照此推算，30 天约运行 ${pace} 小时。`,
    early: hours => `创建不足 7 天，已运行 ${hours} 小时：时间太短，无法推算整月。`,
    released: hours => `最近 30 天运行了 ${hours} 小时，现已释放。`,
  },
  turnsAt: hours => `每月运行超过 ${hours} 小时，包年包月更便宜。`,
  neverTurns: '即使整月运行，包年包月也不会更便宜。',
  cheaper: {
    payAsYouGo: amount => `按量付费比一个月的包年包月便宜 ${amount}。`,
    subscription: amount => `若购买一个月的包年包月，可便宜 ${amount}。`,
  },
  atThisPace: {
    payAsYouGo: amount => `照此推算，按量付费每月便宜 ${amount}。`,
    subscription: amount => `照此推算，包年包月每月便宜 ${amount}。`,
  },
  together: (count, amount) => `最近 30 天，${count} 台按量付费云电脑共花费 ${amount}。`,
  allEarly: '这些云电脑创建均不足 7 天：现在给出建议为时过早。',
  keepPayAsYouGo: '逐台来看，没有一台改为包年包月会更便宜：建议继续按量付费。',
  buySome: (count, amount) =>
    `逐台来看，其中 ${count} 台改为包年包月更便宜，每月合计可节省 ${amount}：如果多数月份都是如此，建议购买相应数量的包年包月云电脑。`,
  someEarly: count => `另有 ${count} 台创建不足 7 天，未计入。`,
  covers: (shown, all) => `以上仅涉及此处显示的 ${shown} 台云电脑（共 ${all} 台）；加载更多即可涵盖更多。`,
}
