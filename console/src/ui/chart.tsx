import { Table, useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type UPlot from 'uplot'
import { useFormat } from '../format'
import { Scroll } from './scroll'

interface Line {
  name: string
  color: string // a variable of the theme
  values: number[]
}

const height = 240

// Lines draws numbers over time, and says the same in a table for who does not see them.
export function Lines({ label, at, lines }: { label: string; at: string[]; lines: Line[] }) {
  const { t } = useTranslation()
  const f = useFormat()
  const scheme = useComputedColorScheme('light')
  const place = useRef<HTMLDivElement>(null)
  const key = JSON.stringify([at, lines, label, scheme])
  useEffect(() => {
    const into = place.current!
    let chart: UPlot | undefined
    let gone = false
    const color = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()
    void Promise.all([import('uplot'), import('uplot/dist/uPlot.min.css')]).then(([{ default: Plot }]) => {
      if (gone) return
      const axis = { stroke: color('--mantine-color-dimmed'), grid: { stroke: color('--ov-line'), width: 1 }, ticks: { show: false } }
      chart = new Plot({
        width: into.clientWidth, height, cursor: { y: false }, legend: { live: false },
        axes: [{ ...axis, values: (_, all) => all.map((s) => f.short(new Date(s * 1000).toISOString())), space: 110 }, { ...axis, size: 56, values: (_, all) => all.map((n) => f.number(n)) }],
        scales: { y: { range: (_, __, most) => [0, Math.max(most, 1)] } },
        series: [{}, ...lines.map((l) => ({ label: l.name, stroke: color(l.color), width: 2, points: { show: false } }))],
      }, [at.map((moment) => new Date(moment).getTime() / 1000), ...lines.map((l) => l.values)], into)
    })
    const fit = new ResizeObserver(() => chart?.setSize({ width: into.clientWidth, height }))
    fit.observe(into)
    return () => {
      gone = true
      fit.disconnect()
      chart?.destroy()
    }
  }, [key])
  return (
    <>
      <div ref={place} role="img" aria-label={`${label}. ${t('chart.table')}`} style={{ minHeight: height + 32, overflow: 'hidden' }} />
      <details className="ov-details">
        <summary>{t('chart.show')}</summary>
        <Scroll width={420}>
          <Table verticalSpacing={4} aria-label={label}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('chart.at')}</Table.Th>
                {lines.map((l) => <Table.Th key={l.name} ta="right">{l.name}</Table.Th>)}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {at.map((moment, i) => (
                <Table.Tr key={moment}>
                  <Table.Td>{f.moment(moment)}</Table.Td>
                  {lines.map((l) => <Table.Td key={l.name} ta="right">{f.number(l.values[i] ?? 0)}</Table.Td>)}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Scroll>
      </details>
    </>
  )
}
