# Two commands are enough: `make run` and `make test`. The work is in scripts/ground.
PYTHON ?= python3
GROUND = $(PYTHON) scripts/ground
ARGS ?=
ONLY ?=
# Files of this repository are UTF-8, whatever the language of the machine.
export PYTHONUTF8 = 1

.PHONY: help run test prove lint bench i18n clean
.DEFAULT_GOAL := help

help:  ## show this help
	@grep -hE '^[a-z0-9]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10
	@echo "With make: HTTP_PORT=8070 for another port, PYTHON=python3.11 for another Python,"
	@echo "ODOO_SRC=/path/to/odoo for a checkout of Odoo 19.0 that you have."
	@echo "db_host in config/odoo.conf names a PostgreSQL that you have."

run:  ## get everything, build the demo town, serve it on http://localhost:8069
	@$(GROUND) run

test:  ## run all tests (ARGS='-k name' for some, COVERAGE=1, SEED=7 to shuffle)
	@$(GROUND) test $(ARGS)

prove:  ## run the long proofs: before a release, or with a change of posting
	@$(GROUND) prove $(ARGS)

lint:  ## check style, add-ons and translations
	@$(GROUND) lint

bench:  ## measure (ONLY=name for one); results in .bench/results.json
	@$(GROUND) bench --only '$(ONLY)'

i18n:  ## write the translation templates anew and bring zh_CN in line
	@$(GROUND) i18n

clean:  ## remove everything that was installed, and all data of this checkout
	@$(GROUND) clean
