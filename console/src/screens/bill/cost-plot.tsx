/** Cost over time as bars. What it shows stands in the table beside it, too, so it is hidden from screen readers. */
import { BarChart } from 'echarts/charts'
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import { useLanguage } from '../../language/language.tsx'
import { useTheme } from '../../shell/theme.tsx'
import type { CostOfStep, Step } from './intervals.ts'
import { showMicros, showStep } from './money.ts'

use([BarChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer])

const inks = {
  light: { text: '#1b1f26', line: '#d5dae1', ground: '#ffffff', compute: '#1d4ed8', storage: '#0f766e' },
  dark: { text: '#e8eaee', line: '#343a45', ground: '#14171d', compute: '#8ab4ff', storage: '#5eead4' },
}

interface CostPlotProps {
  readonly steps: readonly CostOfStep[]
  readonly step: Step
  readonly currency: string
}

export default function CostPlot({ steps, step, currency }: CostPlotProps) {
  const { text, code } = useLanguage()
  const { dark } = useTheme()
  const place = useRef<HTMLDivElement>(null)
  const { kinds } = text.bill

  useEffect(() => {
    if (place.current === null) return
    const ink = dark ? inks.dark : inks.light
    const chart = init(place.current)
    const bars = (name: string, color: string, values: number[]) => ({
      name,
      type: 'bar' as const,
      stack: 'cost',
      color,
      barMaxWidth: 48,
      data: values,
    })
    chart.setOption({
      animation: false,
      textStyle: { color: ink.text },
      grid: { left: 8, right: 8, top: 40, bottom: 8, containLabel: true },
      legend: { top: 0, textStyle: { color: ink.text } },
      tooltip: {
        trigger: 'axis',
        renderMode: 'richText',
        backgroundColor: ink.ground,
        borderColor: ink.line,
        textStyle: { color: ink.text },
        valueFormatter: (value: unknown) => showMicros(Number(value), currency, code),
      },
      xAxis: {
        type: 'category',
        data: steps.map(({ fromAt }) => showStep(fromAt, step, code)),
        axisLabel: { color: ink.text, hideOverlap: true },
        axisLine: { lineStyle: { color: ink.line } },
      },
      yAxis: {
        type: 'value',
        axisLabel: { color: ink.text, formatter: (value: number) => showMicros(value, currency, code) },
        splitLine: { lineStyle: { color: ink.line } },
      },
      series: [
        bars(
          kinds.Compute,
          ink.compute,
          steps.map(({ compute }) => compute),
        ),
        bars(
          kinds.Storage,
          ink.storage,
          steps.map(({ storage }) => storage),
        ),
      ],
    })
    const watch = new ResizeObserver(() => chart.resize())
    watch.observe(place.current)
    return () => {
      watch.disconnect()
      chart.dispose()
    }
  }, [steps, step, currency, code, dark, kinds])

  return <div ref={place} className="cost-plot" aria-hidden />
}
