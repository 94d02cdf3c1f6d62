#include "report/svg/layers.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "sim/check.hpp"

namespace plimsoll::report::svg {
namespace {

constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
constexpr int kSweeps = 8;
constexpr double kPassHeight = 0.35;  // of a node: what an edge that passes a layer takes up there

using Edge = std::pair<std::size_t, std::size_t>;

/// What stands in a layer: a node, or the place where an edge passes it.
struct Item {
  std::size_t node = kNone;
  std::size_t layer = 0;
  double height = 0, y = 0;                // y: upper end
  std::vector<std::size_t> before, after;  // neighbours in the layers to the left and to the right
};

class Layout {
 public:
  Layout(std::size_t nodes, const std::vector<Edge>& edges, const LayerSizes& sizes)
      : count_(nodes), edges_(edges), sizes_(sizes), layer_(nodes, 0) {}

  LayeredLayout made() {
    turn_cycles();
    find_layers();
    make_items();
    order();
    place();
    return drawn();
  }

 private:
  bool is_isolated(std::size_t node) const {
    return std::none_of(edges_.begin(), edges_.end(),
                        [&](const Edge& edge) { return edge.first == node || edge.second == node; });
  }

  /// Depth first, from those that nobody asks: an edge to somebody on the way here is turned round.
  void turn_cycles() {
    std::vector<int> state(count_, 0);
    is_turned_.assign(edges_.size(), false);
    std::vector<std::size_t> asked(count_, 0);
    for (const Edge& edge : edges_) ++asked[edge.second];
    for (const bool only_doors : {true, false}) {
      for (std::size_t node = 0; node < count_; ++node) {
        if (state[node] == 0 && (!only_doors || asked[node] == 0)) visit(node, state);
      }
    }
  }

  void visit(std::size_t start, std::vector<int>& state) {
    std::vector<std::pair<std::size_t, std::size_t>> path{{start, 0}};  // node, next edge to look at
    state[start] = 1;
    while (!path.empty()) {
      auto& [node, edge] = path.back();
      if (edge == edges_.size()) {
        state[node] = 2;
        path.pop_back();
        continue;
      }
      const std::size_t here = node, now = edge++;
      if (edges_[now].first != here) continue;
      const std::size_t to = edges_[now].second;
      if (state[to] == 1) is_turned_[now] = true;
      if (state[to] == 0) {
        state[to] = 1;
        path.emplace_back(to, 0);
      }
    }
  }

  Edge rightwards(std::size_t edge) const {
    const auto [from, to] = edges_[edge];
    return is_turned_[edge] ? Edge{to, from} : Edge{from, to};
  }

  /// As far left as those allow that ask.
  void find_layers() {
    for (std::size_t round = 0; round < count_; ++round) {
      bool has_moved = false;
      for (std::size_t i = 0; i < edges_.size(); ++i) {
        const auto [from, to] = rightwards(i);
        if (from == to || layer_[to] > layer_[from]) continue;
        layer_[to] = layer_[from] + 1;
        has_moved = true;
      }
      if (!has_moved) break;
    }
  }

  std::size_t add(std::size_t node, std::size_t layer, double height) {
    items_.push_back({node, layer, height, 0, {}, {}});
    if (layers_.size() <= layer) layers_.resize(layer + 1);
    layers_[layer].push_back(items_.size() - 1);
    return items_.size() - 1;
  }

  void make_items() {
    item_of_.assign(count_, kNone);
    for (std::size_t node = 0; node < count_; ++node) {
      if (!is_isolated(node)) item_of_[node] = add(node, layer_[node], sizes_.node_height);
    }
    passes_.resize(edges_.size());
    for (std::size_t i = 0; i < edges_.size(); ++i) {
      const auto [from, to] = rightwards(i);
      if (from == to) continue;
      std::size_t last = item_of_[from];
      const auto join = [&](std::size_t next) {
        items_[last].after.push_back(next);
        items_[next].before.push_back(last);
        last = next;
      };
      for (std::size_t layer = layer_[from] + 1; layer < layer_[to]; ++layer) {
        passes_[i].push_back(add(kNone, layer, sizes_.node_height * kPassHeight));
        join(passes_[i].back());
      }
      join(item_of_[to]);
    }
  }

  std::size_t crossings_between(const std::vector<std::size_t>& left,
                                const std::vector<std::size_t>& right) const {
    std::vector<std::size_t> ends;
    for (const std::size_t item : left) {
      std::vector<std::size_t> places;
      for (const std::size_t other : items_[item].after) {
        places.push_back(
            static_cast<std::size_t>(std::find(right.begin(), right.end(), other) - right.begin()));
      }
      std::sort(places.begin(), places.end());
      ends.insert(ends.end(), places.begin(), places.end());
    }
    std::size_t crossings = 0;
    for (std::size_t i = 0; i < ends.size(); ++i) {
      for (std::size_t j = i + 1; j < ends.size(); ++j) crossings += ends[j] < ends[i] ? 1U : 0U;
    }
    return crossings;
  }

  std::size_t crossings() const {
    std::size_t all = 0;
    for (std::size_t i = 0; i + 1 < layers_.size(); ++i) all += crossings_between(layers_[i], layers_[i + 1]);
    return all;
  }

  /// Sorts each layer by the mean place of neighbours, to the right and back, and keeps the best order seen.
  void order() {
    std::vector<std::vector<std::size_t>> best = layers_;
    std::size_t least = crossings();
    for (int sweep = 0; sweep < kSweeps && least > 0; ++sweep) {
      const bool is_rightwards = sweep % 2 == 0;
      for (std::size_t i = 1; i < layers_.size(); ++i) {
        sort_layer(is_rightwards ? i : layers_.size() - 1 - i, is_rightwards);
      }
      const std::size_t now = crossings();
      if (now >= least) continue;
      least = now;
      best = layers_;
    }
    layers_ = best;
  }

  void sort_layer(std::size_t layer, bool by_before) {
    std::vector<double> place(items_.size(), 0);
    const std::vector<std::size_t>& other = layers_[by_before ? layer - 1 : layer + 1];
    for (std::size_t i = 0; i < other.size(); ++i) place[other[i]] = static_cast<double>(i);
    std::vector<std::pair<double, std::size_t>> keyed;
    for (std::size_t i = 0; i < layers_[layer].size(); ++i) {
      const std::size_t item = layers_[layer][i];
      const auto& near = by_before ? items_[item].before : items_[item].after;
      double sum = 0;
      for (const std::size_t one : near) sum += place[one];
      keyed.emplace_back(near.empty() ? static_cast<double>(i) : sum / static_cast<double>(near.size()),
                         item);
    }
    std::stable_sort(keyed.begin(), keyed.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t i = 0; i < keyed.size(); ++i) layers_[layer][i] = keyed[i].second;
  }

  double middle(std::size_t item) const { return items_[item].y + items_[item].height / 2; }

  /// First one below the other, then each as near to its neighbours as the others of its layer let it.
  void place() {
    for (const auto& layer : layers_) {
      double y = 0;
      for (const std::size_t item : layer) {
        items_[item].y = y;
        y += items_[item].height + sizes_.gap_y;
      }
    }
    for (int sweep = 0; sweep < 2 * kSweeps; ++sweep) {
      const bool is_rightwards = sweep % 2 == 0;
      for (std::size_t i = 0; i < layers_.size(); ++i) {
        settle(layers_[is_rightwards ? i : layers_.size() - 1 - i], is_rightwards, sweep + 2 >= 2 * kSweeps);
      }
    }
  }

  /// Items that want to be where others are move as one block to the mean of what they want: isotonic
  /// regression by pooling (Barlow, Bartholomew, Bremner and Brunk 1972).
  void settle(const std::vector<std::size_t>& layer, bool by_before, bool by_both) {
    struct Block {
      double wish = 0;  // mean of what its items want for the upper end of the block
      double items = 0, height = 0;
      std::size_t first = 0;
    };
    std::vector<Block> blocks;
    for (std::size_t i = 0; i < layer.size(); ++i) {
      const double wish = wished_middle(layer[i], by_before, by_both) - items_[layer[i]].height / 2;
      blocks.push_back({wish, 1, items_[layer[i]].height + sizes_.gap_y, i});
      while (blocks.size() > 1 &&
             blocks[blocks.size() - 2].wish + blocks[blocks.size() - 2].height > blocks.back().wish) {
        const Block below = blocks.back();
        blocks.pop_back();
        Block& above = blocks.back();
        const double wish_of_below = below.wish - above.height;
        above.wish = (above.wish * above.items + wish_of_below * below.items) / (above.items + below.items);
        above.items += below.items;
        above.height += below.height;
      }
    }
    for (std::size_t b = 0; b < blocks.size(); ++b) {
      double y = blocks[b].wish;
      const std::size_t end = b + 1 < blocks.size() ? blocks[b + 1].first : layer.size();
      for (std::size_t i = blocks[b].first; i < end; ++i) {
        items_[layer[i]].y = y;
        y += items_[layer[i]].height + sizes_.gap_y;
      }
    }
  }

  double wished_middle(std::size_t item, bool by_before, bool by_both) const {
    std::vector<std::size_t> near = by_before ? items_[item].before : items_[item].after;
    const std::vector<std::size_t>& others = by_before ? items_[item].after : items_[item].before;
    if (near.empty() || by_both) near.insert(near.end(), others.begin(), others.end());
    double sum = 0;
    for (const std::size_t one : near) sum += middle(one);
    return near.empty() ? middle(item) : sum / static_cast<double>(near.size());
  }

  double x_of(std::size_t layer) const {
    return static_cast<double>(layer) * (sizes_.node_width + sizes_.gap_x);
  }

  LayeredLayout drawn() {
    LayeredLayout out;
    double top = 0, bottom = 0;
    for (std::size_t i = 0; i < items_.size(); ++i) {
      top = i == 0 ? items_[i].y : std::min(top, items_[i].y);
      bottom = i == 0 ? items_[i].y + items_[i].height : std::max(bottom, items_[i].y + items_[i].height);
    }
    for (Item& item : items_) item.y -= top;
    out.height = bottom - top;
    const std::size_t columns = std::max<std::size_t>(layers_.size(), 4);
    std::size_t isolated = 0;
    for (std::size_t node = 0; node < count_; ++node) {
      if (item_of_[node] != kNone) {
        out.nodes.push_back({x_of(layer_[node]), items_[item_of_[node]].y});
        out.layers.push_back(layer_[node]);
        continue;
      }
      const double row = static_cast<double>(isolated / columns);
      const double y =
          (items_.empty() ? 0 : bottom - top + 2 * sizes_.gap_y) + row * (sizes_.node_height + sizes_.gap_y);
      out.nodes.push_back({x_of(isolated % columns), y});
      out.layers.push_back(isolated % columns);
      out.height = std::max(out.height, y + sizes_.node_height);
      ++isolated;
    }
    for (const Point& node : out.nodes) out.width = std::max(out.width, node.x + sizes_.node_width);
    for (std::size_t i = 0; i < edges_.size(); ++i) out.routes.push_back(route(i, out));
    return out;
  }

  std::vector<Point> route(std::size_t edge, const LayeredLayout& out) const {
    const auto [from, to] = rightwards(edge);
    const double half = sizes_.node_height / 2;
    std::vector<Point> points{{out.nodes[from].x + sizes_.node_width, out.nodes[from].y + half}};
    if (from != to) {
      for (const std::size_t pass : passes_[edge]) {
        points.push_back({x_of(items_[pass].layer), middle(pass)});
        points.push_back({x_of(items_[pass].layer) + sizes_.node_width, middle(pass)});
      }
    }
    points.push_back({out.nodes[to].x, out.nodes[to].y + half});
    if (is_turned_[edge]) std::reverse(points.begin(), points.end());
    return points;
  }

  const std::size_t count_;
  const std::vector<Edge>& edges_;
  const LayerSizes sizes_;
  std::vector<std::size_t> layer_;
  std::vector<bool> is_turned_;  // by edge
  std::vector<Item> items_;
  std::vector<std::size_t> item_of_;              // by node; kNone: isolated
  std::vector<std::vector<std::size_t>> passes_;  // items, by edge
  std::vector<std::vector<std::size_t>> layers_;  // items of each, from above
};

}  // namespace

LayeredLayout lay_out(std::size_t nodes, const std::vector<Edge>& edges, const LayerSizes& sizes) {
  for (const auto& [from, to] : edges) PLIMSOLL_CHECK(from < nodes && to < nodes);
  return Layout(nodes, edges, sizes).made();
}

}  // namespace plimsoll::report::svg
