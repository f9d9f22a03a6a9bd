import { useTranslation } from 'react-i18next'

interface Money {
  amount: string
  currency: string
}

// useFormat writes moments, days and amounts as the chosen language does.
export function useFormat() {
  const chosen = useTranslation().i18n.language
  return formats(chosen === 'en' ? 'en-GB' : chosen)
}

// Making a formatter takes longer than using it a hundred times: each language has one of each.
const formats = once((language) => {
  const moment = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
  const short = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' })
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  const numbers = new Intl.NumberFormat(language)
  const amounts = once((currency) => new Intl.NumberFormat(language, { style: 'currency', currency }))
  return {
    short: (at: string) => short.format(new Date(at)),
    moment: (at: string) => moment.format(new Date(at)),
    day: (date: string) => day.format(new Date(date)),
    number: (n: number) => numbers.format(n),
    // An exact decimal stays one: it is formatted from its text.
    money: (m: Money) => amounts(m.currency).format(m.amount as unknown as number),
    ago: (at: string, now = Date.now()) => ago(relative, new Date(at).getTime() - now),
  }
})

function once<T>(make: (name: string) => T): (name: string) => T {
  const made = new Map<string, T>()
  return (name) => {
    if (!made.has(name)) made.set(name, make(name))
    return made.get(name)!
  }
}

const units: [Intl.RelativeTimeFormatUnit, number][] = [['day', 86_400_000], ['hour', 3_600_000], ['minute', 60_000]]

function ago(relative: Intl.RelativeTimeFormat, difference: number): string {
  for (const [unit, length] of units) {
    if (Math.abs(difference) >= length) return relative.format(Math.round(difference / length), unit)
  }
  return relative.format(Math.round(difference / 1000), 'second')
}

// clock writes a span as minutes and seconds.
export function clock(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
