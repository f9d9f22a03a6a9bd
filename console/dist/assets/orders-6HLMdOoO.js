const n=`// Reads the orders that are new or changed, and says that it has them: node orders.ts, with a
// Node.js before 22.18 npx tsx orders.ts.
// HUB is the hub's address; CLIENT_ID and CLIENT_SECRET are what the merchant gave you.
const { HUB, CLIENT_ID, CLIENT_SECRET } = process.env

interface Item {
  version: string
  order: { id: string; number: string; status: string; shipTo: { lastName: string | null; city: string | null; country: string | null } | null }
}

async function signIn(): Promise<string> {
  const response = await fetch(\`\${HUB}/oauth/token\`, {
    method: 'POST',
    headers: { Authorization: \`Basic \${btoa(\`\${CLIENT_ID}:\${CLIENT_SECRET}\`)}\`, 'Content-Type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials',
  })
  if (!response.ok) throw new Error(\`the hub answers \${response.status}\`)
  return ((await response.json()) as { access_token: string }).access_token
}

async function ask<Data>(token: string, query: string, variables: object = {}): Promise<Data> {
  const response = await fetch(\`\${HUB}/graphql\`, {
    method: 'POST',
    headers: { Authorization: \`Bearer \${token}\`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors } = (await response.json()) as { data: Data; errors?: { message: string }[] }
  if (errors) throw new Error(errors[0].message)
  return data
}

async function main() {
  const token = await signIn()
  const { workQueue } = await ask<{ workQueue: Item[] }>(token, '{ workQueue(first: 50) { version order { id number status shipTo { lastName city country } } } }')
  for (const { order } of workQueue) console.log(order.number, order.status)
  const items = workQueue.map(({ version, order }) => ({ order: order.id, version }))
  const { acknowledge } = await ask<{ acknowledge: number }>(token, 'mutation($items: [Acknowledgement!]!) { acknowledge(items: $items) }', { items })
  console.log('acknowledged', acknowledge)
}

main().catch((error: Error) => {
  console.error(error.message)
  process.exitCode = 1
})
`;export{n as default};
