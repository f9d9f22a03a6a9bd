import { LanguageMenu, SchemeMenu } from './menus'
import { UserMenu } from './user'

// Corner is what stands in the frame's upper corner. It comes after the frame.
export default function Corner() {
  return (
    <>
      <LanguageMenu />
      <SchemeMenu />
      <UserMenu />
    </>
  )
}
