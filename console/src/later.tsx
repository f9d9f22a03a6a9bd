import { lazy, useState, type ComponentType } from 'react'

interface Module<Props> {
  default: ComponentType<Props>
}

// Later is a component that comes when it is first shown, or as soon as it is begun. One that is
// there by then is shown at once. React on its own would always begin by showing that it waits,
// and then do so for a third of a second, so as not to flicker.
export type Later<Props extends object = object> = ComponentType<Props> & { begin: () => Promise<unknown> }

export function later<Props extends object = object>(load: () => Promise<Module<Props>>): Later<Props> {
  let begun: Promise<Module<Props>> | undefined
  let there: ComponentType<Props> | undefined
  const begin = () => (begun ??= load().then((module) => {
    there = module.default
    return module
  }))
  const Awaited: ComponentType<Props> = lazy(begin)
  function Shown(props: Props) {
    const [Content] = useState(() => there ?? Awaited)
    return <Content {...props} />
  }
  return Object.assign(Shown, { begin })
}
