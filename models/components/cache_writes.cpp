// Writing into a cache and taking out of it: write-through and write-behind, keys and tags.
#include <algorithm>

#include "models/compiler.hpp"
#include "models/components/cache.hpp"
#include "models/engine.hpp"
#include "models/flow/flow.hpp"

namespace plimsoll {

const Step* Cache::write(Engine& engine, RequestIndex r, const Step& step) {
  Cache& cache = part_of(step);
  const auto& site = *static_cast<const WriteSite*>(step.data);
  if (cache.is_refused(engine, r, site)) return engine.failed(r, step, reason::refused);
  const Duration time = cache.command_for_each_key(engine, r, site);
  if (time == Duration{}) return written(engine, r, step);
  engine.wake_after(r, time);
  return nullptr;
}

const Step* Cache::written(Engine& engine, RequestIndex r, const Step& step) {
  Cache& cache = part_of(step);
  const auto& site = *static_cast<const WriteSite*>(step.data);
  cache.book_wait(engine, r, site);
  for (std::uint32_t i = 0; i < site.keys; ++i) {
    const std::uint64_t key = further_key(engine, r, site, i);
    cache.insert(engine, r, site, key, engine.now(), {});
    ++cache.counts_.writes;
    if (site.unsaved != nullptr) {
      cache.save_later(engine, r, site, cache.nodes_.number_of(engine, engine.request(r), key));
    }
  }
  return step.next;
}

// The first write that waits has a branch wait in the background for more of them.
void Cache::save_later(Engine& engine, RequestIndex r, const WriteSite& site, std::uint32_t node) {
  Unsaved& unsaved = *site.unsaved;
  unsaved.writes.push_back({node, nodes_[node].lives});
  ++nodes_[node].unsaved;
  if (unsaved.flusher == kNone) {
    unsaved.flusher = engine.branch(r, kNone, site.flush);
  } else if (unsaved.writes.size() == static_cast<std::size_t>(spec_.flush_batch)) {
    // It has not begun to wait if it was made at this very instant; then it sees that the batch is full.
    if (engine.request(unsaved.flusher).resume_at != nullptr) return;
    engine.cancel_wake(unsaved.flusher);
    engine.resume(unsaved.flusher);
  }
}

const Step* Cache::gather_writes(Engine& engine, RequestIndex r, const Step& step) {
  Cache& cache = part_of(step);
  const Unsaved& unsaved = *static_cast<const WriteSite*>(step.data)->unsaved;
  if (unsaved.writes.size() >= static_cast<std::size_t>(cache.spec_.flush_batch)) return step.next;
  engine.wake_after(r, cache.spec_.flush_every);
  return nullptr;
}

// Takes a batch and goes on to the routine that saves it, unless all of it was lost with its nodes. What came
// beyond the batch waits with a branch of its own.
const Step* Cache::flush(Engine& engine, RequestIndex r, const Step& step) {
  Cache& cache = part_of(step);
  const auto& site = *static_cast<const WriteSite*>(step.data);
  Unsaved& unsaved = *site.unsaved;
  const std::size_t count =
      std::min(unsaved.writes.size(), static_cast<std::size_t>(cache.spec_.flush_batch));
  std::uint64_t saved = 0;
  for (std::size_t i = 0; i < count; ++i) {
    CacheNodes::Node& node = cache.nodes_[unsaved.writes[i].node];
    if (node.lives != unsaved.writes[i].life) continue;
    --node.unsaved;
    ++saved;
  }
  unsaved.writes.erase(unsaved.writes.begin(), unsaved.writes.begin() + static_cast<std::ptrdiff_t>(count));
  unsaved.flusher = unsaved.writes.empty() ? kNone : engine.branch(r, kNone, site.flush);
  if (saved == 0) return engine.failed(r, step, reason::cancelled);
  cache.counts_.saved += saved;
  ++cache.counts_.flushes;
  return step.next;
}

const Step* Cache::forget(Engine& engine, RequestIndex r, const Step& step) {
  Cache& cache = part_of(step);
  const Site& site = *static_cast<const Site*>(step.data);
  if (cache.is_refused(engine, r, site)) return engine.failed(r, step, reason::refused);
  const Request& request = engine.request(r);
  Duration time;
  if (site.tag_slot == kNone) {
    time = cache.command_for_each_key(engine, r, site);
  } else {
    // The keys of the tag are asked for, then all of them are deleted in one more round trip: 1 + n commands.
    const Duration work = site.time.duration(request), round_trip = site.round_trip.duration(request);
    const std::uint64_t tag = tag_of(engine, r, site);
    time = cache.one_command(engine, r, site, tag, work, round_trip);
    const std::uint32_t own = cache.nodes_.number_of(engine, request, tag);
    const bool is_own = cache.is_per_host();
    const CacheNodes::Purged purged = cache.nodes_.purge(engine.now(), is_own ? own : 0,
                                                         is_own ? own + 1 : cache.nodes_.count(), tag, work);
    cache.counts_.forgotten += purged.keys;
    if (purged.keys > 0) time += purged.longest + round_trip;
  }
  if (time == Duration{}) return forgotten(engine, r, step);
  engine.wake_after(r, time);
  return nullptr;
}

const Step* Cache::forgotten(Engine& engine, RequestIndex r, const Step& step) {
  Cache& cache = part_of(step);
  const Site& site = *static_cast<const Site*>(step.data);
  cache.book_wait(engine, r, site);
  if (site.tag_slot != kNone) return step.next;
  for (std::uint32_t i = 0; i < site.keys; ++i) {
    const std::uint64_t key = further_key(engine, r, site, i);
    CacheNodes::Node& node = cache.nodes_[cache.nodes_.number_of(engine, engine.request(r), key)];
    if (cache.nodes_.erase(engine.now(), node, key)) ++cache.counts_.forgotten;
  }
  return step.next;
}

const Step* Cache::compile_write(Compiler& compiler, const Context& context, const spec::Step& step,
                                 const Step* next) {
  Component* const part = this;
  Context own = context;
  is_written_ = true;
  WriteSite* site = compiler.program().keep(WriteSite{});
  describe_site(compiler, own, step, *site);
  if (!step.behind.empty()) {
    Unsaved*& unsaved = unsaved_[step.behind];
    if (unsaved == nullptr) unsaved = compiler.program().keep(Unsaved{});
    site->unsaved = unsaved;
    site->flush = flow::background(compiler, context, [&](const Context& within, const Step* done) {
      Context behind = within;
      behind.path += "." + name();
      const Step* save = compiler.compile_routine(step.behind, behind, done);
      const Step* take = compiler.emit(within, {.run = flush, .next = save, .part = part, .data = site});
      return compiler.emit(within, {.run = gather_writes,
                                    .wake = [](Engine&, RequestIndex, const Step& at) { return at.next; },
                                    .cancel = cancel_delay,
                                    .next = take,
                                    .part = part,
                                    .data = site,
                                    .account = within.charged_to});
    });
  }
  return compiler.emit(context, {.run = write,
                                 .wake = written,
                                 .cancel = cancel_delay,
                                 .next = next,
                                 .part = part,
                                 .data = static_cast<const void*>(site),
                                 .account = account(compiler, context)});
}

const Step* Cache::compile_forget(Compiler& compiler, const Context& context, const spec::Step& step,
                                  const Step* next) {
  Component* const part = this;
  Context own = context;
  is_forgetful_ = true;
  Site* site = compiler.program().keep(Site{});
  describe_site(compiler, own, step, *site);
  return compiler.emit(context, {.run = forget,
                                 .wake = forgotten,
                                 .cancel = cancel_delay,
                                 .next = next,
                                 .part = part,
                                 .data = site,
                                 .account = account(compiler, context)});
}

}  // namespace plimsoll
