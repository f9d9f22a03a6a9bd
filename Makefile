# What people type. CI runs "make check".

GO ?= go

.PHONY: demo test check generate generated vet staticcheck console console-check console-speed screenshots testshop bench fuzz proofs

demo: ## everything in one process
	$(GO) run ./cmd/orderveil demo

# SQLite is C made Go, one goroutine to a connection: watching its every access takes most of
# the tests' time and says nothing about our code, which is watched. Of modernc.org it is this
# package alone, as it uses nothing of the standard library: what others instantiate of sync's
# generic types would go unwatched in the whole program, and races be seen where none are.
race = -race -gcflags=modernc.org/sqlite/lib=-race=false

test: ## all tests, on real databases where they are installed
	$(GO) test $(race) -count=1 -timeout 20m ./...

check: generated vet staticcheck console-check test

generate: ## ent, gqlgen, plans; migrations are written with "go run ./ent/diff NAME"
	cd ent && $(GO) generate .
	$(GO) run ./graph/generate

generated: generate ## the committed generated code is current
	@test -z "$$(git status --porcelain -- ent graph)" || { git status --short -- ent graph; git diff --stat -- ent graph; echo "generated code is not current: run make generate and commit"; exit 1; }

vet:
	$(GO) vet ./...
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo "run gofmt"; exit 1; }
	@grep -q '^	entgo.io/ent v0.14.6$$' go.mod || { echo "go.mod: ent must stay at v0.14.6"; exit 1; }

staticcheck:
	$(GO) tool staticcheck ./...

console: console/node_modules/.package-lock.json ## the web app: its types and trusted documents from schema.graphql, and its build
	cd console && npm run -s generate && npm run -s build

console/node_modules/.package-lock.json: console/package-lock.json
	cd console && npm ci --no-audit --no-fund

console-check: console ## the committed build of the web app is current; its types and tests
	@test -z "$$(git status --porcelain -- console)" || { git status --short -- console; echo "the console is not current: run make console and commit"; exit 1; }
	cd console && npm run -s types && npm test --silent && npm run -s e2e

screenshots: ## the README's pictures, from a demo
	cd console && ORDERVEIL_SCREENSHOTS=1 npx playwright test screenshots.spec.ts

console-speed: ## how soon the console is painted on a slow machine, and a list of 100,000 orders: on a machine that does nothing else
	cd console && ORDERVEIL_SPEED=1 npx playwright test speed.spec.ts --workers 1
	cd console && ORDERVEIL_SPEED=1 ORDERVEIL_E2E_ORDERS=300000 npx playwright test large.spec.ts

testshop: ## the real webshop that the Vendure tests talk to
	cd connectors/vendure/testshop && npm ci --no-audit --no-fund

bench: ## 100,000 orders in one PostgreSQL account, beside the rivals
	bench/run.sh

fuzz: ## each fuzz test for a minute
	@for p in $$($(GO) list ./...); do for f in $$($(GO) test -list '^Fuzz' $$p | grep '^Fuzz'); do $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime 60s $$p || exit 1; done; done

proofs: ## the long proofs: random sequences of forgetting, workers killed under load, and everything around them failing
	$(GO) test -count=1 -timeout 60m ./store -run 'TestNothingIsReadableAfterItsDayOrLostBeforeIt' -rapid.checks=1000
	$(GO) test -count=1 -timeout 120m ./store -run TestNothingIsLostDoubledOrStuckInAnyOrderOfEvents -rapid.checks=10000
	ORDERVEIL_KILLS=500 $(GO) test -count=1 -timeout 60m ./cmd/orderveil -run TestADayThatIsCutOffAnywhere -v
	ORDERVEIL_KILLS=500 $(GO) test -count=1 -timeout 60m ./cmd/orderveil -run TestWorkersKilledAtAnyMoment -v
	ORDERVEIL_WORKERS=4 ORDERVEIL_KILLS=150 $(GO) test -count=1 -timeout 60m ./cmd/orderveil -run TestWorkersKilledAtAnyMoment -v
	ORDERVEIL_WORKERS=8 ORDERVEIL_KILLS=150 $(GO) test -count=1 -timeout 60m ./cmd/orderveil -run TestWorkersKilledAtAnyMoment -v
	ORDERVEIL_KILLS=300 $(GO) test -count=1 -timeout 60m ./cmd/orderveil -run TestAMoveKilledAtAnyMoment -v
	ORDERVEIL_AUDIT_ROWS=100000 $(GO) test -count=1 -timeout 10m ./store -run TestWhoLookedInAWindowIsToldWithinAMinute -v
	ORDERVEIL_FAULT_SECONDS=40 $(GO) test -count=1 -timeout 120m ./cmd/orderveil -run TestWhateverFails -v
	ORDERVEIL_PAIRS=10000 $(GO) test -count=1 -timeout 60m ./server -run TestTwoWorldsTakeTheSameTime -v
	$(GO) test -count=1 -timeout 60m ./server -run TestAPlanWritesWhatTheExecutorWould -rapid.checks=20000
