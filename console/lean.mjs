// Leaves of the generated types what the console uses, so that a change of
// the schema that it does not ask about changes nothing here.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

const file = 'src/gql/graphql.ts'
const source = readdirSync('src', { recursive: true }).filter((f) => /\.tsx?$/.test(f) && !f.startsWith('gql/')).map((f) => readFileSync(`src/${f}`, 'utf8')).join('\n')
const blocks = readFileSync(file, 'utf8').replace(/^ *\/\*\*(?:[^*]|\*(?!\/))*\*\/\n/gm, '').split('\n\n')
const name = (block) => block.match(/^export type (\w+) =/)?.[1]
const used = (block) => !name(block) || [source, ...blocks.filter((other) => other !== block)].some((text) => new RegExp(`\\b${name(block)}\\b`).test(text))
for (let before = 0; before !== blocks.length; ) {
  before = blocks.length
  blocks.splice(0, before, ...blocks.filter(used))
}
writeFileSync(file, blocks.join('\n\n'))
