# Linktill. All that these targets need is Go and make; what else is missing
# (PostgreSQL, a browser, oathtool, Node) is got when it is first needed.

.DEFAULT_GOAL := help
.PHONY: help run build test check generate gallery bench clean

STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2

# Where a checkout belongs to another user, Go cannot ask git about it.
export GOFLAGS ?= -buildvcs=false

# Gives a command what the tests need: one PostgreSQL for all packages in
# $LINKTILL_TEST_DATABASE_URL, a browser in $CHROMIUM, oathtool in $OATHTOOL.
# Plain "go test ./store" works as well and starts its own PostgreSQL.
WITH_TOOLS := go run ./internal/testrun

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## build, and serve with the demo merchant (data in ./.data, or $DATA_DIR)
	@exec bin/linktill serve --demo

# timetzdata: not every machine has the files of the time zones.
build: ## build bin/linktill
	CGO_ENABLED=0 go build -trimpath -tags timetzdata -ldflags='-s -w' -o bin/linktill ./cmd/linktill

test: ## run all tests
	$(WITH_TOOLS) go test -timeout 12m ./...

check: ## the whole gate: generated code, format, vet, staticcheck, all tests with the race detector
	@sh -eu -c '\
		sums() { find . -name "*_templ.go" -not -path "./.data/*" -exec sha256sum {} + | sort; }; \
		before=$$(sums); go tool templ generate -log-level error; \
		[ "$$before" = "$$(sums)" ] || { echo "Generated code was out of date; it is up to date now: commit it."; exit 1; }'
	@unformatted=$$(gofmt -l cmd handlers internal migrations static store views web); \
		[ -z "$$unformatted" ] || { echo "Not formatted (gofmt -w): $$unformatted"; exit 1; }
	go vet ./...
	go vet -tags faults ./...
	go run $(STATICCHECK) ./...
	@command -v $${CC:-cc} >/dev/null || command -v gcc >/dev/null || { echo "The race detector needs a C compiler: apt-get install gcc libc6-dev"; exit 1; }
	CGO_ENABLED=1 $(WITH_TOOLS) go test -race -count=1 -timeout 30m ./...

generate: ## write the code that is made from templates
	go tool templ generate

gallery: ## render every page in every state from fixed data into ./gallery
	go run ./views/gallery -out gallery

# For a first look: make bench ARGS="-pairs 1 -seconds 2 -rows 20000"
bench: build ## measure against PostgreSQL itself, and print one table of ratios
	go run ./internal/bench $(ARGS)

clean: ## remove what was built; data stays
	rm -rf bin gallery
