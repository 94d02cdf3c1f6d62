#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "report/svg/drawing.hpp"

/// Where to draw the nodes of a graph: in layers from left to right, by who asks whom.
namespace plimsoll::report::svg {

/// Sizes of what is drawn, in the units of the drawing.
struct LayerSizes {
  double node_width = 148, node_height = 58;
  double gap_x = 74, gap_y = 22;  // between layers, and between nodes of one layer
};

struct LayeredLayout {
  std::vector<Point> nodes;         // upper left corner of each
  std::vector<std::size_t> layers;  // of each node, from 0 at the left
  std::vector<std::vector<Point>>
      routes;                    // of each edge: where it leaves, what it goes through, where it ends
  double width = 0, height = 0;  // of everything
};

/// Places `nodes` nodes with those edges (from, to). A pure function: equal graphs, equal drawings.
///
/// Each edge leads at least one layer to the right, but for those that close a cycle, which lead back
/// (Sugiyama, Tagawa and Toda 1981: layers by longest path, places kept free for edges that pass a layer,
/// order by the mean place of neighbours). Nodes never overlap and no edge crosses a node. Nodes without
/// edges stand below all others. Among equals the order is that of the numbers.
LayeredLayout lay_out(std::size_t nodes, const std::vector<std::pair<std::size_t, std::size_t>>& edges,
                      const LayerSizes& sizes = {});

}  // namespace plimsoll::report::svg
