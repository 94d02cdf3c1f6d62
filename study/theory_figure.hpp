#pragma once

#include <string>

namespace plimsoll {

/// What a value of theory claims about the simulated one.
enum class TheoryKind { exact, at_most, at_least, approximation };

/// Which figure of a request or a part it is about.
enum class TheoryMeasure {
  throughput,      // of successes [/s]
  latency_mean,    // of successes [s]
  latency_p50,     // and so on
  latency_p95,     //
  latency_p99,     //
  refused_share,   // of a request: 1 - success ratio
  cpu_utilisation  // of a server or a database: cores busy [share]
};

/// "throughput_per_second": as in the results, unit last.
const char* name_of(TheoryMeasure measure);

struct TheoryFigure {
  std::string subject;  // a request, "all", or a part
  TheoryMeasure measure = TheoryMeasure::throughput;
  TheoryKind kind = TheoryKind::exact;
  double value = 0;
  std::string source;  // "M/M/3", "utilisation law"
};

}  // namespace plimsoll
