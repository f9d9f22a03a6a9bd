#!/usr/bin/env bash
# Measures Orderveil on PostgreSQL with 100,000 orders in one account, through real
# HTTP, beside what a user would pick instead (the specification's rivals, in the
# folder that RIVALS names). One run, so that the ratios hold on any machine.
#
#   ORDERS=100000 SECONDS_EACH=4 ROUNDS=3 bench/run.sh
#   ONLY=pages bench/run.sh         pages and look-ups alone, beside the rivals (ONLY=ours: without them)
#   ONLY=import bench/run.sh        the import alone
#   ONLY=forward bench/run.sh       forwarding to one back office alone
#   ONLY=poll bench/run.sh          1,000 connections polled every minute
#   ONLY=soak MINUTES=60 SOAK_RATE=100 SOAK_PAGES=20 bench/run.sh   everything at once, with faults, for an hour
#   ONLY=accounts ACCOUNTS=10000 bench/run.sh   that many accounts on one server
#   ONLY=accounts ACCOUNTS=1000 EACH=10000 MAX_CONNECTIONS=1100 bench/run.sh   with so many orders in each, and a connection kept to each (45 GB)
#   ONLY=restore ACCOUNTS=100 EACH=100 bench/run.sh   that many accounts, with so many orders in each, backed up and restored
#   ONLY=growth ORDERS=100000 bench/run.sh   pages and look-ups as an account grows
#   ONLY=curves ORDERS=100000 ACCOUNTS=100 bench/run.sh   both, with pictures in the folder CURVES (bench); part of the whole run
#       accounts and growth keep points in the file BENCH_CSV; "go run ./bench plot FILE" draws them
#   ONLY=forget ORDERS=1000000 bench/run.sh   forgetting that many orders of one day
#
# Needs: Go, the PostgreSQL binaries, wrk; for the rivals node and npm.
set -euo pipefail
cd "$(dirname "$0")/.."
orders=${ORDERS:-100000} port=${PGPORT:-55434} rivals=${RIVALS:-../shared/bench/rivals}
pgbin=${PG_BIN:-$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)}
work=$(mktemp -d); chmod 755 "$work"
as_pg() { if [[ $(id -u) == 0 ]]; then su postgres -c "$1"; else bash -c "$1"; fi; }
finish() { [[ -z ${server:-} ]] || kill "$server" 2>/dev/null || true; as_pg "$pgbin/pg_ctl -D $work/pg -m immediate stop" >/dev/null 2>&1 || true; rm -rf "$work"; }
trap finish EXIT
mkdir "$work/db"; [[ $(id -u) != 0 ]] || chown postgres "$work" "$work/db"
as_pg "$pgbin/initdb -A trust -U postgres -E UTF8 -D $work/pg" >/dev/null
as_pg "$pgbin/pg_ctl -D $work/pg -o '-p $port -k $work -c max_connections=${MAX_CONNECTIONS:-900} ${PG_OPTIONS:-}' -l $work/pg.log -w start" >/dev/null
psql -qh 127.0.0.1 -p "$port" -U postgres -c 'create database catalog' -c 'create database keys'
for name in catalog keys accounts; do
  database=$name; [[ $name != accounts ]] || database=postgres
  export "ORDERVEIL_POSTGRES_${name^^}=postgres://postgres@127.0.0.1:$port/$database?sslmode=disable"
done
export ORDERVEIL_KEY_FILE=$work/db/key ORDERVEIL_TOKEN_KEY=$work/db/token.pem ORDERVEIL_REQUESTS_PER_MINUTE=0 ORDERVEIL_LOG_LEVEL=warn
go build -o "$work/orderveil" ./cmd/orderveil; go build -o "$work/bench" ./bench
"$work/orderveil" migrate >/dev/null
if [[ ${ONLY:-} == forget ]]; then
  "$work/bench" day "$orders"
  as_pg "$pgbin/vacuumdb -qaz -h $work -p $port -U postgres" # as autovacuum would have
  "$work/bench" forget "$orders"; exit 0
fi
if [[ ${ONLY:-} == forward ]]; then "$work/bench" forward "${FORWARDS:-10000}"; exit 0; fi
if [[ ${ONLY:-} == accounts ]]; then
  # As many connections as the server gives, less those to catalog and keys, and as many accounts open.
  [[ -z ${EACH:-} ]] || export EACH ORDERVEIL_OPEN_ACCOUNTS=$ACCOUNTS ORDERVEIL_POSTGRES_CONNECTIONS=$((${MAX_CONNECTIONS:-900} - 50))
  "$work/bench" accounts "${ACCOUNTS:-10000}"
  echo "files of the server: $(find "$work/pg/base" -type f | wc -l), $(du -sm "$work/pg" | cut -f1) MB with its log"; exit 0
fi
if [[ ${ONLY:-} == restore ]]; then "$work/bench" restore "${ACCOUNTS:-100}"; exit 0; fi
if [[ ${ONLY:-} == growth ]]; then "$work/bench" growth "$orders"; exit 0; fi
curves() { # how it grows, as points and as pictures
  BENCH_CSV=$work/growth.csv "$work/bench" growth "$orders"
  for n in 10 ${ACCOUNTS:-100}; do BENCH_CSV=$work/accounts.csv "$work/bench" accounts "$n"; done
  for of in growth accounts; do "$work/bench" plot "$work/$of.csv" >"$work/$of.svg"; cp "$work/$of.csv" "$work/$of.svg" "${CURVES:-bench}"; done
}
if [[ ${ONLY:-} == curves ]]; then curves; exit 0; fi
if [[ ${ONLY:-} == poll ]]; then "$work/bench" poll "${CONNECTIONS:-1000}"; exit 0; fi
if [[ ${ONLY:-} == soak ]]; then
  echo 'recipients: [{name: Simulators, role: BACK_OFFICE, hosts: [127.0.0.1], country: NL, purpose: the benchmark, private: true}]' >"$work/soak.yaml"
  ORDERVEIL=$work/orderveil SOAK_CONFIG=$work/soak.yaml "$work/bench" soak "${MINUTES:-60}"; exit 0
fi
[[ ${ONLY:-} == pages || ${ONLY:-} == ours ]] || "$work/bench" import "${IMPORTS:-10000}"
[[ ${ONLY:-} != import ]] || exit 0
"$work/bench" fill "$orders" >"$work/tokens"
psql -qAth 127.0.0.1 -p "$port" -U postgres -c "select datname from pg_database where datname like 'acct%'" |
  while read -r d; do psql -qh 127.0.0.1 -p "$port" -U postgres -d "$d" -c 'vacuum analyze' || true; done
psql -qh 127.0.0.1 -p "$port" -U postgres -d catalog -c 'vacuum analyze'
value() { sed -n "s/^$1=//p" "$work/tokens"; }
party='firstName lastName company street houseNumber houseNumberAddition postcode city email phone country'
fields="id number connection { label } status placedAt total { amount currency } billTo { $party } shipTo { $party } lines { id sku title quantity unitPrice { amount } }"
printf '{"query":"{ orders(first: 50) { nodes { %s } } }"}' "$fields" >"$work/page.json"
printf '{"query":"query($n: String!) { ordersByNumber(number: $n) { %s } }","variables":{"n":"%s"}}' "$fields" "$(value number)" >"$work/one.json"
ORDERVEIL_ADDRESS=127.0.0.1:7005 "$work/orderveil" serve --api-only & server=$!
until curl -sf http://127.0.0.1:7005/readyz >/dev/null; do sleep 0.1; done
command -v wrk >/dev/null || { echo "install wrk (Debian: wrk)"; exit 1; }
for _ in $(seq "${ROUNDS:-3}"); do
  for asked in page:merchant page:viewer one:merchant one:support; do
    role=${asked#*:} body=${asked%:*}
    TOKEN=$(value "$role") ROLE=$role BODY=$work/$body.json wrk -t1 -c16 -d"${SECONDS_EACH:-4}s" --latency -s "$rivals/post.lua" http://127.0.0.1:7005/graphql |
      awk -v n="$body as $role" '/50%/{a=$2}/99%/{b=$2}/Requests\/sec/{r=$2}/Non-2xx/{e=$0}END{printf "%s\t%s req/s\tp50 %s\tp99 %s\t%s\n",n,r,a,b,e}'
  done
done
[[ ${ONLY:-} != ours ]] || exit 0
mkdir "$work/rivals"; [[ $(id -u) != 0 ]] || chown postgres "$work/rivals"
EXTRA_URL=http://127.0.0.1:7005/graphql EXTRA_PAGE=$work/page.json EXTRA_ONE=$work/one.json \
  EXTRA_MERCHANT=$(value merchant) EXTRA_SUPPORT=$(value support) WORK=$work/rivals PG_BIN=$pgbin PGPORT=55433 bash "$rivals/run.sh"
# The table of BENCHMARKS.md: medians of requests a second, and what they are to each other.
echo; echo "load average $(cut -d' ' -f1-3 /proc/loadavg) on $(nproc) cores"
awk -F'\t' '
  { split($1, name, "|"); key = name[1] SUBSEP name[2]; rates[key, ++n[key]] = $2; last[key] = $4; asked[name[1]] }
  function median(key,   i, j, t, m) {
    m = n[key]; for (i = 1; i <= m; i++) v[i] = rates[key, i] + 0
    for (i = 1; i <= m; i++) for (j = i + 1; j <= m; j++) if (v[j] < v[i]) { t = v[i]; v[i] = v[j]; v[j] = t }
    return v[int((m + 1) / 2)]
  }
  END {
    print "| question | Orderveil | PostGraphile 5 | Yoga | floor | of PostGraphile | of the floor |\n|---|---|---|---|---|---|---|"
    for (q in asked) if ((q, "ours") in n) {
      o = median(q SUBSEP "ours"); p = median(q SUBSEP "postgraphile"); y = median(q SUBSEP "yoga"); f = median(q SUBSEP "floor")
      printf "| %s | %.0f /s, p99 %s | %.0f /s, p99 %s | %.0f /s | %.0f /s | %.2f | %.2f |\n", q, o, last[q, "ours"], p, last[q, "postgraphile"], y, f, p ? o / p : 0, f ? o / f : 0
    }
  }' "$work/rivals/raw.tsv"
[[ -n ${ONLY:-} ]] || curves
