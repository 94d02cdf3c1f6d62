#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/html/markup.hpp"
#include "report/html/sections.hpp"
#include "report/svg/layers.hpp"
#include "study/flows.hpp"

namespace plimsoll::report::html {
namespace {

using svg::Anchor;
using svg::Drawing;
using svg::Point;

constexpr svg::LayerSizes kSizes{.node_width = 134, .node_height = 54, .gap_x = 66, .gap_y = 22};
constexpr double kMargin = 14, kLegendHeight = 44;
constexpr std::size_t kMostCharacters = 16;
constexpr std::size_t kMostNodes = 150;

/// Utilisation in steps that can be told apart, with ends where planners look: the last two are near the
/// limit.
constexpr double kSteps[] = {0.2, 0.4, 0.6, 0.8, 0.95};

std::size_t step_of(double utilisation) {
  return static_cast<std::size_t>(
      std::count_if(std::begin(kSteps), std::end(kSteps), [&](double end) { return utilisation >= end; }));
}

std::string shortened(const std::string& name) {
  return name.size() <= kMostCharacters ? name : name.substr(0, kMostCharacters - 1) + "…";
}

std::string rate_text(double per_second) {
  return (per_second > 0 ? significant(per_second, 3) : std::string("0")) + " /s";
}

std::string share_text(double share) {
  return (share > 0 ? significant(100 * share, 2) : std::string("0")) + " %";
}

const PartFigures* part_of(const Results& results, const std::string& name) {
  const auto found = std::find_if(results.parts.begin(), results.parts.end(),
                                  [&](const PartFigures& part) { return part.name == name; });
  return found == results.parts.end() ? nullptr : &*found;
}

/// What stands below the name of somebody who asks.
std::string demand_text(const spec::Spec& spec, const std::string& name) {
  for (const spec::Traffic& traffic : spec.traffic) {
    if (traffic.name != name) continue;
    if (traffic.kind == spec::Traffic::Kind::closed)
      return count(static_cast<std::uint64_t>(traffic.users)) + " users";
    if (traffic.kind == spec::Traffic::Kind::burst)
      return count(static_cast<std::uint64_t>(traffic.count)) + " at once";
    return traffic.states.empty() && traffic.profile.empty() ? rate_text(traffic.rate.per_second)
                                                             : "rate varies";
  }
  return "";
}

class TopologyDrawing {
 public:
  explicit TopologyDrawing(const ReportedRun& run)
      : spec_(*run.loaded.spec), results_(run.results), flows_(flows_of(spec_, results_)) {
    std::vector<std::pair<std::size_t, std::size_t>> edges;
    for (const Flow& flow : flows_.flows) edges.emplace_back(flow.from, flow.to);
    layout_ = svg::lay_out(flows_.nodes.size(), edges, kSizes);
  }

  bool empty() const { return flows_.nodes.empty(); }

  std::string drawn(const std::string& id) const {
    Drawing drawing(id, std::max(layout_.width + 2 * kMargin, 520.0),
                    layout_.height + 3 * kMargin + kLegendHeight, "Who asks whom", described());
    for (std::size_t i = 0; i < flows_.flows.size(); ++i) draw_edge(drawing, i);
    for (std::size_t i = 0; i < flows_.nodes.size(); ++i) draw_node(drawing, i);
    for (std::size_t i = 0; i < flows_.flows.size(); ++i) draw_rate(drawing, i);
    draw_legend(drawing);
    return drawing.str();
  }

  std::string table() const {
    Table table("Who asks whom");
    table.column("From", false).column("To", false).column("Requests [/s]").column("", false);
    for (const Flow& flow : flows_.flows) {
      table.row(flows_.nodes[flow.from].name).cell(flows_.nodes[flow.to].name);
      table.number(flow.is_known ? significant(flow.per_second, 3) : "not known");
      table.cell(flow.is_awaited ? "" : "not waited for");
    }
    return table.str();
  }

 private:
  std::string described() const {
    std::string text;
    for (const Flow& flow : flows_.flows) {
      text += fmt::format("{}{} asks {}", text.empty() ? "" : "; ", flows_.nodes[flow.from].name,
                          flows_.nodes[flow.to].name);
    }
    return text + ".";
  }

  Point moved(const Point& at) const { return {at.x + kMargin, at.y + 2 * kMargin}; }

  void draw_node(Drawing& drawing, std::size_t number) const {
    const FlowNode& node = flows_.nodes[number];
    const Point at = moved(layout_.nodes[number]);
    const double middle = at.x + kSizes.node_width / 2;
    if (node.kind != FlowNode::Kind::part) {
      const bool is_traffic = node.kind == FlowNode::Kind::traffic;
      drawing.open_group(is_traffic ? "node traffic" : "node outside", node.name);
      drawing.rectangle(at, kSizes.node_width, kSizes.node_height, "box",
                        is_traffic ? kSizes.node_height / 2 : 3);
      drawing.text({middle, at.y + 24}, shortened(node.name), "name", Anchor::middle);
      drawing.text({middle, at.y + 41}, is_traffic ? demand_text(spec_, node.name) : "outside the model",
                   "about", Anchor::middle);
      drawing.close_group();
      return;
    }
    draw_part(drawing, node, at);
  }

  void draw_part(Drawing& drawing, const FlowNode& node, const Point& at) const {
    const PartFigures* part = part_of(results_, node.name);
    const bool is_busy = part != nullptr && part->has_utilisation && part->utilisation.exists;
    const bool is_bottleneck = node.name == results_.bottleneck.part;
    const std::string busy = is_busy ? share_text(part->utilisation.value) : "";
    const std::string about = part == nullptr       ? ""
                              : part->instances > 1 ? fmt::format("{} × {}", part->kind, part->instances)
                                                    : part->kind;
    std::string style =
        is_busy ? fmt::format("node part busy-{}", step_of(part->utilisation.value)) : "node part";
    if (is_bottleneck) style += " first";
    drawing.open_group(style,
                       fmt::format("{}: {}{}", node.name, about, is_busy ? ", utilisation " + busy : ""));
    drawing.rectangle(at, kSizes.node_width, kSizes.node_height, "box", 5);
    drawing.text({at.x + 10, at.y + 22}, shortened(node.name), "name");
    drawing.text({at.x + 10, at.y + 41}, about, "about");
    if (is_busy) drawing.text({at.x + kSizes.node_width - 10, at.y + 41}, busy, "busy", Anchor::end);
    drawing.close_group();
    if (is_bottleneck) drawing.text({at.x + 1, at.y - 6}, "gives way first", "flag");
  }

  double weight(const Flow& flow) const {
    double most = 0;
    for (const Flow& other : flows_.flows) most = std::max(most, other.per_second);
    return most > 0 ? flow.per_second / most : 0;
  }

  /// Where an edge leaves or ends, a little apart from the others of that node on that side.
  std::vector<Point> route(std::size_t number) const {
    std::vector<Point> points;
    for (const Point& point : layout_.routes[number]) points.push_back(moved(point));
    points.front().y += shift(number, true);
    points.back().y += shift(number, false);
    return points;
  }

  double shift(std::size_t number, bool at_start) const {
    constexpr double kApart = 9;
    const auto node_of = [&](std::size_t i) { return at_start ? flows_.flows[i].from : flows_.flows[i].to; };
    const auto far_end = [&](std::size_t i) {
      const std::vector<Point>& points = layout_.routes[i];
      return at_start ? points[1].y : points[points.size() - 2].y;
    };
    double above = 0, others = 0;
    for (std::size_t i = 0; i < flows_.flows.size(); ++i) {
      if (i == number || node_of(i) != node_of(number)) continue;
      ++others;
      above += far_end(i) < far_end(number) || (far_end(i) == far_end(number) && i < number) ? 1 : 0;
    }
    const double apart = std::min(kApart, (kSizes.node_height - 16) / std::max(1.0, others));
    return (above - others / 2) * apart;
  }

  /// Smooth from layer to layer; straight where it passes one.
  static std::string curve(const std::vector<Point>& points) {
    std::string commands = fmt::format("M{},{}", svg::coordinate(points[0].x), svg::coordinate(points[0].y));
    for (std::size_t i = 1; i < points.size(); ++i) {
      const Point from = points[i - 1], to = points[i];
      const double reach = from.x < to.x ? (to.x - from.x) / 2 : 46;
      commands += fmt::format("C{},{} {},{} {},{}", svg::coordinate(from.x + reach), svg::coordinate(from.y),
                              svg::coordinate(to.x - reach), svg::coordinate(to.y), svg::coordinate(to.x),
                              svg::coordinate(to.y));
    }
    return commands;
  }

  void draw_edge(Drawing& drawing, std::size_t number) const {
    const Flow& flow = flows_.flows[number];
    const std::vector<Point> points = route(number);
    const auto width = static_cast<int>(std::lround(4 * std::sqrt(weight(flow))));
    std::string style = fmt::format("edge wide-{}", std::max(1, width));
    if (!flow.is_awaited) style += " later";
    const std::string tip =
        fmt::format("{} asks {}: {}", flows_.nodes[flow.from].name, flows_.nodes[flow.to].name,
                    flow.is_known ? rate_text(flow.per_second) : "how often is not known");
    std::vector<Point> shortened = points;
    shortened.back().x -= 6;  // the head is as long
    drawing.path(curve(shortened), style, tip);
    const Point end = points.back();
    drawing.path(fmt::format("M{0},{1}l-9,-4.5v9z", svg::coordinate(end.x), svg::coordinate(end.y)), "head");
  }

  /// In the gap where fewer edges are side by side: before the node that is asked, or behind the one that
  /// asks.
  void draw_rate(Drawing& drawing, std::size_t number) const {
    const Flow& flow = flows_.flows[number];
    if (!flow.is_known) return;
    std::size_t from_here = 0, to_there = 0;
    for (const Flow& other : flows_.flows) {
      from_here += other.from == flow.from ? 1U : 0U;
      to_there += other.to == flow.to ? 1U : 0U;
    }
    const std::vector<Point> points = route(number);
    const std::size_t i = to_there > from_here ? 1 : points.size() - 1;
    const Point a = points[i - 1], b = points[i];
    const std::string rate = rate_text(flow.per_second);
    const Point middle{(a.x + b.x) / 2 - 3, (a.y + b.y) / 2};
    const double width = 6 * static_cast<double>(rate.size());
    drawing.rectangle({middle.x - width / 2, middle.y - 6}, width, 12, "behind-rate");
    drawing.text({middle.x, middle.y + 4}, rate, "rate", Anchor::middle);
  }

  void draw_legend(Drawing& drawing) const {
    constexpr double kWidth = 50;
    const char* const names[] = {"< 20 %", "20–40", "40–60", "60–80", "80–95", "≥ 95 %"};
    const double y = layout_.height + 3 * kMargin + 14;
    drawing.text({kMargin, y + 10}, "Utilisation", "about");
    for (std::size_t i = 0; i < std::size(names); ++i) {
      const double x = kMargin + 78 + static_cast<double>(i) * kWidth;
      drawing.open_group(fmt::format("node part busy-{}", i));
      drawing.rectangle({x, y}, kWidth, 12, "box");
      drawing.close_group();
      drawing.text({x + kWidth / 2, y + 25}, names[i], "tick", Anchor::middle);
    }
  }

  const spec::Spec& spec_;
  const Results& results_;
  const Flows flows_;
  svg::LayeredLayout layout_;
};

}  // namespace

std::string topology_picture(const ReportedRun& run, const std::string& id) {
  const std::size_t nodes = run.loaded.spec->parts.size() + run.loaded.spec->traffic.size();
  if (nodes > kMostNodes) {
    return paragraph(fmt::format("{} parts are too many to draw.", count(run.loaded.spec->parts.size())),
                     "notes");
  }
  const TopologyDrawing topology(run);
  if (topology.empty()) return "";
  const bool is_many = run.results.requests.size() > 1 || run.loaded.spec->parts.size() > 1;
  return picture(
      topology.drawn(id),
      std::string(
          "Colour is utilisation, the mean over the run. A rate says how often the part at the end of "
          "the edge served or refused a request") +
          (is_many ? "; where several ask it, that is split as the steps of the model say." : "."),
      topology.table(), "wide");
}

std::string topology_section(const ReportedRun& run) {
  return section("topology", "Topology", topology_picture(run, "topology-drawing"));
}

}  // namespace plimsoll::report::html
