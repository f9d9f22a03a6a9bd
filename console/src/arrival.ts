/*
Where a marketplace sends a merchant back to who authorised a connection, or did not. What came
along is taken out of the address bar before anything else happens, and kept in memory alone: a
reload, the history and a copied address know nothing of it.
*/

export interface Arrival {
  state: string
  code?: string // none when the merchant did not agree
}

export const returnPath = '/authorised'

let arrival = taken()

function taken(): Arrival | undefined {
  if (location.pathname !== returnPath || !location.search) return undefined
  const said = new URLSearchParams(location.search)
  history.replaceState(null, '', returnPath)
  // Amazon's code has a name of its own.
  const code = said.has('error') ? undefined : (said.get('code') ?? said.get('spapi_oauth_code') ?? undefined)
  return { state: said.get('state') ?? '', code: code || undefined }
}

// arrived is what came back with the merchant, this once.
export function arrived(): Arrival | undefined {
  const it = arrival
  arrival = undefined
  return it
}
