# door.sh PORT PROVIDER DIRECTORY: an installation with every way to sign in, and an OpenID
# provider beside it; the directory is gone when it ends.
set -eu
door=
trap '[ -z "$door" ] || { kill "$door"; wait "$door"; } 2>/dev/null; rm -rf "$3"' EXIT
trap 'exit 0' TERM INT
rm -rf "$3"
mkdir -p "$3"
(cd .. && go build -o console/"$3"/door ./server/testdata/door)
"$3/door" -port "$1" -provider "$2" -data "$3" &
door=$!
wait "$door"
