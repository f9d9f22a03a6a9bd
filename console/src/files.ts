import { aboutToEnd, accessToken, refresh, SignInError } from './session'
import { save } from './ui/table'

// fetchFile hands over a file that the server makes for this viewer alone.
export async function fetchFile(path: string, name: string) {
  if (aboutToEnd()) await refresh()
  const response = await fetch(path, { credentials: 'same-origin', headers: { Authorization: `Bearer ${accessToken()}` } })
  if (!response.ok) {
    const { errors } = (await response.json().catch(() => ({}))) as { errors?: { message: string; extensions?: { code?: string } }[] }
    throw new SignInError(errors?.[0]?.extensions?.code ?? 'INTERNAL', errors?.[0]?.message ?? '')
  }
  save(name, await response.blob())
}
