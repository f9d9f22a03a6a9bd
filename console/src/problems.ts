import { useCatalogue, type Catalogues } from './catalogue'
import type { ProblemFieldsFragment } from './gql/graphql'

interface Words {
  cause: string
  nextStep: string
}

// What the API says of a problem is English, and names what it is about. Other languages say
// the same of each code in general.
const catalogues: Catalogues<Words> = {
  nl: () => import('./locales/problems/nl.json'),
  de: () => import('./locales/problems/de.json'),
}

// useProblem gives the words for a problem in a language: nothing while they are on their
// way, and the API's own where there are no others.
export function useProblem(language: string, problem: ProblemFieldsFragment): (Words & { of: 'api' | 'code' }) | undefined {
  const words = useCatalogue(catalogues, language)
  if (!words) return undefined
  // A warning that comes again as its day draws near has the days left in its code.
  const own = words[problem.code.replace(/_\d+$/, '')]
  return own ? { ...own, of: 'code' } : { cause: problem.cause, nextStep: problem.nextStep, of: 'api' }
}
