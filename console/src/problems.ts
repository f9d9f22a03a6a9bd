import { useEffect, useState } from 'react'
import type { ProblemFieldsFragment } from './gql/graphql'

interface Words {
  cause: string
  nextStep: string
}
type Catalogue = Record<string, Words | undefined>

// What the API says of a problem is English, and names what it is about. Other languages say
// the same of each code in general. They come with the first problem that is shown.
const catalogues: Record<string, () => Promise<{ default: Catalogue }>> = {
  nl: () => import('./locales/problems/nl.json'),
  de: () => import('./locales/problems/de.json'),
}

const known = new Map<string, Catalogue>()

// useProblem gives the words for a problem in a language: nothing while they are on their
// way, and the API's own where there are no others.
export function useProblem(language: string, problem: ProblemFieldsFragment): (Words & { of: 'api' | 'code' }) | undefined {
  const [, come] = useState(0)
  const load = catalogues[language]
  const words = load ? known.get(language) : {}
  useEffect(() => {
    if (!load || known.has(language)) return
    let gone = false
    void load().then((m) => known.set(language, m.default), () => known.set(language, {})).then(() => gone || come((n) => n + 1))
    return () => {
      gone = true
    }
  }, [language, load])
  if (!words) return undefined
  // A warning that comes again as its day draws near has the days left in its code.
  const own = words[problem.code.replace(/_\d+$/, '')]
  return own ? { ...own, of: 'code' } : { cause: problem.cause, nextStep: problem.nextStep, of: 'api' }
}
