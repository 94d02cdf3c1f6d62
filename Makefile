# The commands a newcomer types. The build itself is CMakeLists.txt with CMakePresets.json.
#
#   make demo     install what is missing, build, and show what plimsoll answers
#   make test     build everything and run every test
#   make bench    build and run the benchmarks: one table of ratios and bars
#   make bench-record  the same, kept in bench/history.jsonl and docs/performance.md
#   make wheel    build the Python package and the command as one wheel: build/release/wheel/
#   make format   lay out every C++ file by .clang-format
#   make tidy     clang-format and clang-tidy as checks, and the rules of tests/*_test.py
#   make clean    remove everything that was built
#
# Only `make` and `git` must be there beforehand (`apt-get install -y make`); tools/setup.sh brings the rest.
SHELL := /bin/sh
# Tests that run side by side.
JOBS ?= 2

cpp_files = git ls-files --cached --others --exclude-standard -- '*.cpp' '*.hpp'

.PHONY: help demo test bench bench-record wheel format tidy clean setup setup-test setup-lint
.DELETE_ON_ERROR:

help:
	@sed -n 's/^#   make/  make/p' Makefile

demo: build/release/build.ninja
	@cmake --build --preset release --target plimsoll
	@build/release/plimsoll demo --out build/plimsoll-demo.html

test: setup-test build/release/build.ninja
	@cmake --build --preset release
	@ctest --preset release --output-on-failure -j$(JOBS)

bench: build/bench/build.ninja
	@cmake --build --preset bench
	@python3 bench/run.py build/bench

bench-record: build/bench/build.ninja
	@cmake --build --preset bench
	@python3 bench/run.py build/bench --record

wheel: build/release/build.ninja
	@cmake --build --preset release --target wheel

format: setup-lint
	@$(cpp_files) | xargs -r clang-format -i

tidy: setup-lint build/clang/build.ninja
	@python3 tests/layering_test.py
	@python3 tests/tidy_test.py
	@$(cpp_files) | xargs -r clang-format --dry-run -Werror
	@run-clang-tidy -quiet -p build/clang -j $(JOBS) '^$(CURDIR)/(sim|models|study|report|cli|bindings)/'

clean:
	rm -rf build

setup:
	@tools/setup.sh

setup-test: setup
	@tools/setup.sh test

setup-lint: setup
	@tools/setup.sh lint

# Configures once; from then on the build notices by itself when a CMakeLists.txt changes.
build/%/build.ninja: CMakePresets.json | setup
	@cmake --preset $*
