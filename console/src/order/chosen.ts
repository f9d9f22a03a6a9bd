// Chosen is what the list of orders is narrowed to. It holds nothing about customers.
export interface Chosen {
  status: string[]
  forward: string[]
  connection: string | null
  from: string
  until: string
  oldest: boolean
}

export const all: Chosen = { status: [], forward: [], connection: null, from: '', until: '', oldest: false }
