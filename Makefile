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
USABLE       = $(BIN)/python -c ''
else
NEW_VENV     = "$$py" -m venv --clear .venv || { echo "建不了虚拟环境；Debian、Ubuntu 请先执行 apt install python3-venv。" >&2; exit 1; }
INSTALL_LOCK = $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
INSTALL_SELF = $(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
USABLE       = $(BIN)/python -c 'import pip'
endif

FIND_PYTHON = for p in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done

.DEFAULT_GOAL := help
.PHONY: help setup run test check cases oracle bench lock clean

help: ## 列出全部目标
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' Makefile

setup: .venv/stamp ## 建好 .venv 并装齐锁定的依赖，已是最新则立即返回
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

run: setup ## 评估示例企业并规划到目标荣誉（可用 EXAMPLE= 和 TARGET= 换）
	@$(BIN)/tidu assess $(EXAMPLE)
	@$(BIN)/tidu plan $(EXAMPLE) --to $(TARGET)

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
	@for script in bench/*.py; do [ ! -e "$$script" ] || $(BIN)/python "$$script" || exit 1; done

lock: ## 按 pyproject.toml 更新 requirements.lock（需要 uv）
	@command -v uv >/dev/null || { echo "更新锁文件需要 uv：python3 -m pip install uv" >&2; exit 1; }
	@uv pip compile --quiet --universal --fork-strategy fewest --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --extra dev --extra oracle pyproject.toml --output-file requirements.lock

clean: ## 删除 .venv 和各种缓存
	@rm -rf .venv build dist *.egg-info .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
