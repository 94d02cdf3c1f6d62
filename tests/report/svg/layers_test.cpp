#include "report/svg/layers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace plimsoll::report::svg {
namespace {

using Edges = std::vector<std::pair<std::size_t, std::size_t>>;

constexpr LayerSizes kSizes{.node_width = 100, .node_height = 40, .gap_x = 50, .gap_y = 10};

bool overlap(const Point& a, const Point& b) {
  return std::abs(a.x - b.x) < kSizes.node_width && std::abs(a.y - b.y) < kSizes.node_height;
}

/// Two nodes that overlap, or an edge that runs through a node in a layer that it passes.
std::string what_collides(const LayeredLayout& layout) {
  for (std::size_t i = 0; i < layout.nodes.size(); ++i) {
    for (std::size_t j = i + 1; j < layout.nodes.size(); ++j) {
      if (overlap(layout.nodes[i], layout.nodes[j])) return std::to_string(i) + " on " + std::to_string(j);
    }
    for (std::size_t edge = 0; edge < layout.routes.size(); ++edge) {
      for (std::size_t k = 1; k + 1 < layout.routes[edge].size(); ++k) {
        const Point& at = layout.routes[edge][k];
        const bool is_in_its_column =
            at.x >= layout.nodes[i].x && at.x <= layout.nodes[i].x + kSizes.node_width;
        const bool is_in_its_row = at.y > layout.nodes[i].y && at.y < layout.nodes[i].y + kSizes.node_height;
        if (is_in_its_column && is_in_its_row)
          return "edge " + std::to_string(edge) + " through " + std::to_string(i);
      }
    }
  }
  return "";
}

// A chain of three stands in one line: layers 150 apart, edges straight from right end to left end.
TEST(Layers, PutsAChainInALine) {
  const LayeredLayout layout = lay_out(3, {{0, 1}, {1, 2}}, kSizes);
  EXPECT_EQ(layout.layers, (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_EQ(layout.width, 400);
  EXPECT_EQ(layout.height, 40);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(layout.nodes[i].x, 150.0 * static_cast<double>(i));
    EXPECT_EQ(layout.nodes[i].y, 0);
  }
  ASSERT_EQ(layout.routes[0].size(), 2U);
  EXPECT_EQ(layout.routes[0][0].x, 100);
  EXPECT_EQ(layout.routes[0][1].x, 150);
  EXPECT_EQ(layout.routes[0][1].y, 20);
}

// One that asks two stands in the middle between them; the two are one gap apart, in the order of their
// numbers.
TEST(Layers, CentresWhoAsksBeforeWhomItAsks) {
  const LayeredLayout layout = lay_out(3, {{0, 1}, {0, 2}}, kSizes);
  EXPECT_DOUBLE_EQ(layout.nodes[2].y - layout.nodes[1].y, 50);
  EXPECT_DOUBLE_EQ(layout.nodes[0].y, (layout.nodes[1].y + layout.nodes[2].y) / 2);
}

// An edge that passes a layer has a place of its own there, and so goes around the node of that layer.
TEST(Layers, LeadsLongEdgesAroundNodes) {
  const LayeredLayout layout = lay_out(3, {{0, 1}, {1, 2}, {0, 2}}, kSizes);
  EXPECT_EQ(layout.layers[2], 2U);
  EXPECT_EQ(layout.routes[2].size(), 4U);
  EXPECT_EQ(what_collides(layout), "");
}

// Two edges written crosswise are laid out without a crossing.
TEST(Layers, UncrossesWhatCanBeUncrossed) {
  const LayeredLayout layout = lay_out(4, {{0, 3}, {1, 2}}, kSizes);
  EXPECT_EQ(layout.nodes[0].y < layout.nodes[1].y, layout.nodes[3].y < layout.nodes[2].y);
}

// A cycle keeps its nodes in different layers, and the edge that closes it leads back to the left.
TEST(Layers, TurnsTheEdgeThatClosesACycle) {
  const LayeredLayout layout = lay_out(3, {{0, 1}, {1, 2}, {2, 0}}, kSizes);
  EXPECT_EQ(layout.layers, (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_GT(layout.routes[2].front().x, layout.routes[2].back().x);
  EXPECT_EQ(what_collides(layout), "");
}

// A node that asks itself has a layer like any other, and its edge begins and ends at it.
TEST(Layers, TakesAnEdgeFromANodeToItself) {
  const LayeredLayout layout = lay_out(2, {{0, 0}, {0, 1}}, kSizes);
  EXPECT_EQ(layout.layers, (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(layout.routes[0].front().y, layout.routes[0].back().y);
}

// Nodes without edges stand below all others, in rows.
TEST(Layers, PutsIsolatedNodesBelow) {
  const LayeredLayout layout = lay_out(8, {{0, 1}}, kSizes);
  for (std::size_t i = 2; i < 8; ++i) EXPECT_GE(layout.nodes[i].y, layout.nodes[0].y + kSizes.node_height);
  EXPECT_EQ(what_collides(layout), "");
  EXPECT_EQ(layout.nodes[6].x, layout.nodes[2].x);  // four to a row
}

// Nothing at all has no size.
TEST(Layers, TakesNothing) {
  const LayeredLayout layout = lay_out(0, {}, kSizes);
  EXPECT_EQ(layout.width, 0);
  EXPECT_EQ(layout.height, 0);
}

/// A graph of that many nodes with edges drawn by a fixed rule, cycles included.
Edges tangle(std::size_t nodes, std::size_t edges) {
  Edges out;
  std::size_t state = 12'345;
  for (std::size_t i = 0; i < edges; ++i) {
    state = state * 1'103'515'245 + 12'345;
    const std::size_t from = (state >> 16) % nodes;
    state = state * 1'103'515'245 + 12'345;
    out.emplace_back(from, (state >> 16) % nodes);
  }
  return out;
}

// Thirty parts that ask one another at random, in cycles too: nothing overlaps, no edge runs through a node,
// and the same graph is drawn the same way twice.
TEST(Layers, KeepsThirtyTangledNodesApart) {
  for (const std::size_t edges : {20U, 45U, 90U}) {
    const Edges all = tangle(30, edges);
    const LayeredLayout layout = lay_out(30, all, kSizes);
    EXPECT_EQ(what_collides(layout), "") << edges;
    for (const Point& node : layout.nodes) {
      EXPECT_GE(node.y, 0);
      EXPECT_LE(node.y + kSizes.node_height, layout.height + 1e-9);
      EXPECT_LE(node.x + kSizes.node_width, layout.width);
    }
    const LayeredLayout again = lay_out(30, all, kSizes);
    for (std::size_t i = 0; i < 30; ++i) EXPECT_EQ(layout.nodes[i].y, again.nodes[i].y);
  }
}

// Every edge that is not turned leads to the right by at least one layer.
TEST(Layers, LeadsEdgesToTheRight) {
  const Edges all = {{0, 1}, {1, 2}, {0, 3}, {3, 2}, {2, 4}, {0, 4}};
  const LayeredLayout layout = lay_out(5, all, kSizes);
  for (const auto& [from, to] : all) EXPECT_LT(layout.layers[from], layout.layers[to]);
}

}  // namespace
}  // namespace plimsoll::report::svg
