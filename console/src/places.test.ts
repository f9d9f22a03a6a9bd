import { expect, test } from 'vitest'
import { places, somewhere, type Server } from './places'

const server = (name: string, region: string, accounts: number, more: Partial<Server> = {}): Server => ({ name, region, accounts, capacity: 10, closed: false, ...more })

test('a region is not offered when none of its open servers has room', () => {
  const all = [server('a', 'north', 10), server('b', 'north', 3, { closed: true }), server('c', 'south', 10), server('d', 'south', 9), server('e', 'west', 0, { closed: true }), server('f', '', 500, { capacity: null })]
  expect(places(all).regions).toEqual([
    { value: 'region north', name: 'north', not: 'full' },
    { value: 'region south', name: 'south', not: undefined },
    { value: 'region west', name: 'west', not: 'closed' },
  ])
})

test('a server is offered by its name while it has room, closed or not', () => {
  const all = [server('a', 'north', 10), server('b', '', 3, { closed: true })]
  expect(places(all).servers).toEqual([{ value: 'server a', name: 'a (north)', not: 'full' }, { value: 'server b', name: 'b', not: undefined }])
})

test('an account goes somewhere as long as an open server has room', () => {
  expect(somewhere([server('a', '', 10), server('b', '', 3, { closed: true })])).toBe(false)
  expect(somewhere([server('a', '', 10), server('b', '', 9)])).toBe(true)
  expect(somewhere([server('a', '', 999, { capacity: null })])).toBe(true)
})
