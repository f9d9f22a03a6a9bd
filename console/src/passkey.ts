import { ask, enter, type Body } from './session'

// The browser's passkeys, and the base64url of WebAuthn's JSON.

export function passkeysWork(): boolean {
  return 'PublicKeyCredential' in window && 'parseRequestOptionsFromJSON' in PublicKeyCredential
}

export async function signInByPasskey() {
  const { publicKey } = (await ask('passkey/begin')) as { publicKey: PublicKeyCredentialRequestOptionsJSON }
  const credential = await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) })
  await enter('passkey/finish', { credential: (credential as PublicKeyCredential).toJSON() })
}

export async function addPasskey(body: Body) {
  const { publicKey } = (await ask('passkey/enrol/begin', body)) as { publicKey: PublicKeyCredentialCreationOptionsJSON }
  const credential = await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) })
  await ask('passkey/enrol/finish', { ...body, credential: (credential as PublicKeyCredential).toJSON() })
}
