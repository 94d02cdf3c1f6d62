#include "report/markdown.hpp"

#include <gtest/gtest.h>

#include "tests/report/sample_results.hpp"

namespace plimsoll::report {
namespace {

// The whole answer as it stands in a pull request.
TEST(Markdown, ShowsARun) {
  EXPECT_EQ(to_markdown(sample_results()), R"(**✗ FAILED** Shop: 1 of 3 objectives not met (nothing_breaks)

| Objective | verdict | measured | promised | during |
| --- | --- | --: | --- | --- |
| quick | ✓ holds | 523 ± 12 ms | checkout p99 < 900 ms | flash_sale |
| nothing_breaks | **✗ not met** | 1.24 ± 0.07 % | errors < 0.1 % | the whole run |
| busy_enough | ? undecided | 201.0 ± 3.0 /s | throughput > 200 /s | the whole run |

| Request | successes [/s] | success [%] | mean [ms] | p50 [ms] | p95 [ms] | p99 [ms] |
| --- | --: | --: | --: | --: | --: | --: |
| checkout | 19.76 ± 0.07 | 98.76 ± 0.07 | 100.0 ± 1.0 | 50.0 ± 1.0 | 300.0 ± 2.0 | 500 ± 5 |

- app: 91 % of its 12 cores are busy; the next limit is 10 % away.
- 372.30 USD per month
- **p99.9 is left out: too few samples**
- 20 replications of 60 min after 5 min of warm-up (steady), seed 42; ± is half of a 95 % interval over replications
- result digest `00000000000000bb`, model digest `00000000000000aa`
)");
}

// A title cannot lay anything out, and no cell can end its row.
TEST(Markdown, KeepsTextAsText) {
  Results results = sample_results();
  results.title = "<b>*a* [b](c)\n# d";
  EXPECT_TRUE(to_markdown(results).starts_with("**✗ FAILED** \\<b\\>\\*a\\* \\[b\\](c) \\# d: "));
  EXPECT_EQ(markdown_row({"a|b", "c\nd"}), "| a\\|b | c d |\n");
}

}  // namespace
}  // namespace plimsoll::report
