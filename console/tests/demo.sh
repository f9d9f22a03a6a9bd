# demo.sh ADDRESS EBAY: a demo with fresh data, which is gone when it ends.
set -eu
dir=$(mktemp -d) demo=
trap '[ -z "$demo" ] || { kill "$demo"; wait "$demo"; } 2>/dev/null; rm -rf "$dir"' EXIT
trap 'exit 0' TERM INT
(cd .. && go build -o "$dir/orderveil" ./cmd/orderveil)
"$dir/orderveil" demo --addr "$1" --data "$dir/data" --orders "${ORDERS:-300}" --ebay "$2" &
demo=$!
wait "$demo"
