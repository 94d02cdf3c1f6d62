// Nanoseconds per draw, and per call of the functions beneath.
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "bench/limit/random.hpp"
#include "sim/discrete.hpp"
#include "sim/distribution.hpp"
#include "sim/portable_math.hpp"

namespace plimsoll {
namespace {

const Stream stream = Stream::named(42, 0, "bench");

void draw(benchmark::State& state, const Distribution& distribution) {
  std::uint64_t subject = 0;
  for (auto _ : state) benchmark::DoNotOptimize(distribution.sample(stream, ++subject));
}
BENCHMARK_CAPTURE(draw, constant, Distribution::constant(1));
BENCHMARK_CAPTURE(draw, uniform, Distribution::uniform(1, 2));
BENCHMARK_CAPTURE(draw, exponential, Distribution::exponential(1));
BENCHMARK_CAPTURE(draw, erlang_4, Distribution::erlang(1, 4));
BENCHMARK_CAPTURE(draw, erlang_16, Distribution::erlang(1, 16));
BENCHMARK_CAPTURE(draw, erlang_17, Distribution::erlang(1, 17));
BENCHMARK_CAPTURE(draw, gamma_2, Distribution::gamma(1, 2));
BENCHMARK_CAPTURE(draw, gamma_half, Distribution::gamma(1, 0.5));
BENCHMARK_CAPTURE(draw, hyperexponential, Distribution::hyperexponential(1, 4));
BENCHMARK_CAPTURE(draw, lognormal, Distribution::lognormal_with_percentile(1, 0.99, 4));
BENCHMARK_CAPTURE(draw, weibull, Distribution::weibull(1, 0.7));
BENCHMARK_CAPTURE(draw, pareto, Distribution::pareto(1, 2.5));
BENCHMARK_CAPTURE(draw, empirical_1000, Distribution::empirical(std::vector<double>(1000, 1.0)));

void draw_zipf(benchmark::State& state) {
  const Zipf zipf(static_cast<std::uint64_t>(state.range(0)), static_cast<double>(state.range(1)) / 10);
  std::uint64_t subject = 0;
  for (auto _ : state) benchmark::DoNotOptimize(zipf.sample(stream, ++subject));
}
BENCHMARK(draw_zipf)
    ->ArgNames({"count", "tenths"})
    ->ArgsProduct({{1000, 20'000, 65'536, 1'000'000, 1'000'000'000}, {8, 10, 20}});

void build_zipf(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(Zipf(Zipf::largest_table, 0.8));
}
BENCHMARK(build_zipf)->Unit(benchmark::kMillisecond);

void draw_uniform(benchmark::State& state) {
  std::uint64_t subject = 0;
  for (auto _ : state) benchmark::DoNotOptimize(stream.uniform(++subject));
}
BENCHMARK(draw_uniform);

/// What a sequential generator would cost, which no keyed one can beat: the bar is twice as much.
template <class Generator>
void sequential_uniform(benchmark::State& state) {
  Generator generator(1);
  for (auto _ : state) benchmark::DoNotOptimize(to_open_unit_interval(generator.next()));
}
template <class Generator>
void sequential_exponential(benchmark::State& state) {
  Generator generator(1);
  for (auto _ : state) benchmark::DoNotOptimize(-std::log(to_open_unit_interval(generator.next())));
}
BENCHMARK(sequential_uniform<limit::Random>)->Name("sequential_uniform/xoshiro256++");
BENCHMARK(sequential_uniform<limit::Pcg64>)->Name("sequential_uniform/pcg64_dxsm");
BENCHMARK(sequential_exponential<limit::Random>)->Name("sequential_exponential/xoshiro256++");
BENCHMARK(sequential_exponential<limit::Pcg64>)->Name("sequential_exponential/pcg64_dxsm");

/// Calls spread over (0, 1), each independent of the one before.
template <double (*Function)(double)>
void function(benchmark::State& state) {
  double x = 0.5;
  for (auto _ : state) {
    x += 0.61803398874989485;  // the golden ratio: visits all parts of (0, 1)
    if (x >= 1) x -= 1;
    benchmark::DoNotOptimize(Function(x));
  }
}
BENCHMARK(function<portable::log>);
BENCHMARK(function<portable::exp>);
BENCHMARK(function<portable::log1p>);
BENCHMARK(function<portable::expm1>);
BENCHMARK(function<portable::normal_quantile>);
BENCHMARK(function<portable::normal_cdf>);
BENCHMARK(function<portable::gamma_function>);

}  // namespace
}  // namespace plimsoll

BENCHMARK_MAIN();
