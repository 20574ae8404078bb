# Everything a newcomer needs is `make demo` and `make test`; both install what they need from npm.
NODE_DIR := $(CURDIR)/node_modules/node-$(shell uname -s | tr A-Z a-z)-$(shell uname -m | sed 's/x86_64/x64/;s/aarch64/arm64/')/bin
export PATH := $(NODE_DIR):$(CURDIR)/node_modules/.bin:$(PATH)
STAMP := node_modules/.installed-from
SHELL := /bin/sh
.PHONY: help install demo test check types lint console screenshots test-console test-chaos test-package test-upgrade test-demo pack clean

help: ## What there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

install: $(STAMP) ## Install the pinned dependencies from npm (skipped while the lock file is unchanged)

$(STAMP): package-lock.json
	@echo "Installing the pinned dependencies from npm (package-lock.json) ..."
	@npm ci --no-fund --no-audit --no-progress --loglevel=error
	@touch $(STAMP)

demo: install console ## Two simulated weeks through the real service: train, release, measure; then it goes on serving
	@bin/salesloop demo $(DEMO_FLAGS)

# The console is built anew when its sources or the routes that its types come from have changed.
CONSOLE_SOURCES := $(shell find web src/app/http scripts -type f -not -path 'web/generated/*' 2>/dev/null) package-lock.json

console: install dist/web/index.html ## Build the web console (skipped while its sources are unchanged)

dist/web/index.html: $(CONSOLE_SOURCES)
	@echo "Building the console (vite) ..."
	@npm run --silent build:web

check: lint types

lint: install
	@echo "Lint and format (biome) ..."
	@biome check --error-on-warnings .

types: install
	@echo "Types (tsc: service, console, browser tests) ..."
	@npm run --silent types

test: check ## Lint, types, every unit, contract and process test
	@echo "Tests (vitest; starts real PostgreSQL servers in temporary folders) ..."
	@vitest run --project unit

test-chaos: install ## kill -9 at random points, mutated requests: the real service under attack
	@vitest run --project chaos

test-console: install console ## Every page in a real Chromium (fetched from Debian where there is none), in both languages
	@sh scripts/chromium.sh
	@vitest run --project console

screenshots: install console ## Every page as pictures, both languages, light and dark, into ./screenshots
	@sh scripts/chromium.sh
	@node test/console/screenshots.ts

test-package: install ## The npm package, installed into an empty folder: command line, client, demo
	@vitest run --project package

test-upgrade: install ## The previous version fills a data folder, the present one opens it: identical rows
	@vitest run --project upgrade

test-deploy: install ## Dashboards and Prometheus rules: promtool (fetched from Debian's package when it is not here), and every metric they name
	@sh scripts/promtool.sh --version >/dev/null
	@vitest run --project unit test/deploy

test-demo: install console ## The whole demo once: every figure that the page claims, checked
	@vitest run --project demo

pack: install ## Build the npm package (JavaScript and types)
	@npm pack

clean:
	@rm -rf dist .cache coverage
