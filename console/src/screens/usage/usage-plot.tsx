/**
 * Cost as stacked bars, and how many ran and were connected as lines. What it shows stands in the table beside it, too, so it is
 * hidden from screen readers.
 */
import { BarChart, LineChart } from 'echarts/charts'
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import { showMicros } from '../../formats/money.ts'
import { showNumber, showStep } from '../../formats/times.ts'
import { useLanguage } from '../../language/language.tsx'
import { useTheme } from '../../shell/theme.tsx'
import type { UsageStep } from './answers.ts'
import { accruedOf, type Step } from './sums.ts'

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer])

const inks = {
  light: {
    text: '#1b1f26',
    line: '#d5dae1',
    ground: '#ffffff',
    compute: '#1d4ed8',
    storage: '#0f766e',
    accrued: 'rgb(29 78 216 / 22%)',
    running: '#b45309',
    users: '#be185d',
  },
  dark: {
    text: '#e8eaee',
    line: '#343a45',
    ground: '#14171d',
    compute: '#8ab4ff',
    storage: '#5eead4',
    accrued: 'rgb(138 180 255 / 22%)',
    running: '#fbbf24',
    users: '#f9a8d4',
  },
}

interface UsagePlotProps {
  readonly steps: readonly UsageStep[]
  readonly step: Step
  readonly currency: string
}

export default function UsagePlot({ steps, step, currency }: UsagePlotProps) {
  const { text, code } = useLanguage()
  const { dark } = useTheme()
  const place = useRef<HTMLDivElement>(null)
  const { bill, usage } = text

  useEffect(() => {
    if (place.current === null) return
    const ink = dark ? inks.dark : inks.light
    const chart = init(place.current)
    const money = (value: unknown): string => showMicros(Number(value), currency, code)
    const count = (value: unknown): string => showNumber(Number(value), code)
    const bars = (name: string, color: string, of: (step: UsageStep) => number) => ({
      name,
      type: 'bar' as const,
      stack: 'cost',
      color,
      barMaxWidth: 48,
      tooltip: { valueFormatter: money },
      data: steps.map(of),
    })
    // Told apart by their marks and strokes, too.
    const line = (name: string, color: string, dashed: boolean, of: (step: UsageStep) => number) => ({
      name,
      type: 'line' as const,
      yAxisIndex: 1,
      color,
      symbol: dashed ? 'triangle' : 'circle',
      symbolSize: 7,
      showSymbol: steps.length <= 60,
      lineStyle: { width: 2, type: dashed ? ('dashed' as const) : ('solid' as const) },
      tooltip: { valueFormatter: count },
      data: steps.map(of),
    })
    chart.setOption({
      animation: false,
      textStyle: { color: ink.text },
      grid: { left: 8, right: 8, top: 44, bottom: 8, containLabel: true },
      legend: { top: 0, type: 'scroll', textStyle: { color: ink.text }, pageTextStyle: { color: ink.text } },
      tooltip: {
        trigger: 'axis',
        renderMode: 'richText',
        confine: true,
        backgroundColor: ink.ground,
        borderColor: ink.line,
        textStyle: { color: ink.text },
      },
      xAxis: {
        type: 'category',
        data: steps.map(({ From }) => showStep(Date.parse(From), step, code)),
        axisLabel: { color: ink.text, hideOverlap: true },
        axisLine: { lineStyle: { color: ink.line } },
      },
      yAxis: [
        {
          type: 'value',
          min: 0,
          axisLabel: { color: ink.text, formatter: money },
          splitLine: { lineStyle: { color: ink.line } },
        },
        {
          type: 'value',
          min: 0,
          minInterval: 1,
          axisLabel: { color: ink.text, formatter: count },
          splitLine: { show: false },
        },
      ],
      series: [
        bars(bill.kinds.Compute, ink.compute, ({ ComputeMicros }) => ComputeMicros),
        bars(bill.kinds.Storage, ink.storage, ({ StorageMicros }) => StorageMicros),
        {
          ...bars(usage.accrued, ink.accrued, accruedOf),
          itemStyle: { borderColor: ink.compute, borderType: 'dashed', borderWidth: 1 },
          // A bar of no height would have a border nevertheless.
          data: steps.map(accruedOf).map(value => ({ value, itemStyle: { borderWidth: value === 0 ? 0 : 1 } })),
        },
        line(usage.runningPeak, ink.running, false, ({ RunningPeak }) => RunningPeak),
        line(usage.usersPeak, ink.users, true, ({ UsersPeak }) => UsersPeak),
      ],
    })
    const watch = new ResizeObserver(() => chart.resize())
    watch.observe(place.current)
    return () => {
      watch.disconnect()
      chart.dispose()
    }
  }, [steps, step, currency, code, dark, bill, usage])

  return <div ref={place} className="cost-plot" aria-hidden />
}
