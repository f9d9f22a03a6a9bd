#!/bin/sh
# Reads the orders that are new or changed, and says that it has them: sh orders.sh
# HUB is the hub's address; CLIENT_ID and CLIENT_SECRET are what the merchant gave you.
set -eu

granted=$(curl -sS --fail "$HUB/oauth/token" -u "$CLIENT_ID:$CLIENT_SECRET" -d grant_type=client_credentials)
token=$(echo "$granted" | sed 's/.*"access_token":"\([^"]*\)".*/\1/')

ask() {
  curl -sS --fail "$HUB/graphql" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' -d "$1"
}

queue=$(ask '{"query":"{ workQueue(first: 50) { version order { id number status shipTo { lastName city country } } } }"}')
echo "$queue"

# Each pair of version and id becomes one acknowledgement.
items=$(echo "$queue" | grep -o '"version":"[^"]*","order":{"id":"[^"]*"' |
  sed 's/"version":"\([^"]*\)","order":{"id":"\([^"]*\)"/{"order":"\2","version":"\1"}/' | paste -sd, -)
ask '{"query":"mutation($items: [Acknowledgement!]!) { acknowledge(items: $items) }","variables":{"items":['"$items"']}}'
