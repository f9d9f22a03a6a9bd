import type { DatabaseServersQuery } from './gql/graphql'

export type Server = Pick<DatabaseServersQuery['installation']['servers'][number], 'name' | 'region' | 'capacity' | 'closed' | 'accounts'>

// Place is somewhere that an account may be opened, and why not if it may not.
export interface Place {
  value: string // "region eu", "server east"
  name: string
  not?: 'full' | 'closed'
}

const full = (s: Server) => typeof s.capacity === 'number' && s.accounts >= s.capacity

// places are the regions, of which any server is taken that is open and has room, and the
// servers, of which one that is closed is taken by its name.
export function places(servers: Server[]): { regions: Place[]; servers: Place[] } {
  const regions = [...new Set(servers.map((s) => s.region).filter((r) => r !== null && r !== undefined && r !== ''))].map((region): Place => {
    const open = servers.filter((s) => s.region === region && !s.closed)
    return { value: `region ${region}`, name: region, not: open.length === 0 ? 'closed' : open.every(full) ? 'full' : undefined }
  })
  return { regions, servers: servers.map((s) => ({ value: `server ${s.name}`, name: s.region ? `${s.name} (${s.region})` : s.name, not: full(s) ? 'full' : undefined })) }
}

// somewhere tells whether an account that asks for no place finds one.
export const somewhere = (servers: Server[]) => servers.some((s) => !s.closed && !full(s))
