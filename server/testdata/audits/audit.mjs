// Runs the audits of GraphQL over HTTP and prints one JSON line for each.
import { serverAudits } from 'graphql-http';

const [url, token] = process.argv.slice(2);
const fetchFn = (u, init = {}) => fetch(u, { ...init, headers: { ...(init.headers ?? {}), authorization: `Bearer ${token}` } });
for (const audit of serverAudits({ url, fetchFn })) {
  const result = await audit.fn();
  console.log(JSON.stringify({ id: audit.id, name: audit.name, status: result.status, reason: result.reason ?? '' }));
}
