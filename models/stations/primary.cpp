#include "models/stations/primary.hpp"

#include "models/books.hpp"
#include "models/stations/readings.hpp"
#include "models/stations/replica.hpp"
#include "models/stations/replica_feed.hpp"

namespace plimsoll {

void Primary::wire(Engine& engine) {
  alarm_ = engine.add_alarm(&Primary::promotion_due, this);
  log_.set_session_attribute(spec_.session);
  log_.set_synchronous(engine, spec_.synchronous);
}

void Primary::settings_changed(Engine& engine, std::int64_t instances) {
  log_.set_synchronous(engine, spec_.synchronous);
  if (is_replaced()) {
    // Back again, behind the one that has taken its place: a replica in its stead.
    if (instances > 0 && !replaced_by_->is_attached()) replaced_by_->attach(engine, log_.committed());
    return;
  }
  if ((instances == 0) == (down_.level() == 1)) return;
  down_.set(engine.now(), instances == 0 ? 1 : 0);
  down_since_ = engine.now();
  log_.set_primary_up(engine, instances > 0);
  if (instances > 0 || !spec_.detects_after) return;
  engine.schedule_alarm(alarm_, engine.now() + *spec_.detects_after + spec_.promotes_in);
}

// It may be back before anybody noticed, or gone again since: then this alarm is of an older outage.
void Primary::promotion_due(Engine& engine, void* self) {
  Primary& primary = *static_cast<Primary*>(self);
  const Duration outage = *primary.spec_.detects_after + primary.spec_.promotes_in;
  if (primary.is_replaced() || primary.down_.level() == 0) return;
  if (engine.now() < primary.down_since_ + outage) return;
  ReplicaFeed* const best = primary.log_.promote(engine);
  if (best == nullptr) {  // looked for again until one is up
    engine.schedule_alarm(primary.alarm_, engine.now() + *primary.spec_.detects_after);
    return;
  }
  primary.replaced_by_ = best;
  primary.take_over_(engine, primary.part_, best->cores());
  primary.down_.set(engine.now(), 0);
}

const Step* Primary::compile_commit(Compiler& compiler, const Context& context, const spec::Step& step,
                                    std::uint32_t slot, Replica* itself, const Step* next) {
  Site site{this, itself, kNone, kNone};
  if (!step.key.empty()) site.row_slot = compiler.attribute_slot(step.key);
  if (itself != nullptr) itself->writes().track_rows();
  if (!spec_.session.empty()) site.session_slot = compiler.attribute_slot(spec_.session);
  return compiler.emit(context, {.run = commit,
                                 .cancel = cancel_commit,
                                 .next = next,
                                 .part = &part_,
                                 .data = compiler.program().keep(site),
                                 .slot = slot + 1,
                                 .account = compiler.account(context, part_.name(), TimeUse::waiting)});
}

const Step* Primary::commit(Engine& engine, RequestIndex r, const Step& step) {
  const Site& site = *static_cast<const Site*>(step.data);
  Primary& primary = *site.primary;
  ReplicationLog::Write write;
  write.has_row = site.row_slot != kNone;
  if (write.has_row) write.row = engine.slot(r, site.row_slot);
  write.session = ReplicationLog::session_of(engine, r, site.session_slot);
  const std::uint32_t instance = engine.slot(r, step.slot - 1);
  if (site.itself != nullptr && write.has_row && site.itself->conflicts(instance, write.row)) {
    ++primary.conflicts_;
  }
  const DataVersion version = primary.log_.commit(engine, write);
  engine.slot(r, step.slot) = version;
  if (primary.log_.is_acknowledged(version)) {
    primary.log_.note_no_wait();
    return step.next;
  }
  primary.log_.wait_for_acknowledgement(engine, r);
  return nullptr;
}

void Primary::cancel_commit(Engine& engine, RequestIndex r, const Step& step) {
  static_cast<const Site*>(step.data)->primary->log_.cancel_wait(engine, r);
}

void Primary::end_warm_up(SimTime now) {
  log_.end_warm_up(now);
  down_.reset(now);
  conflicts_ = 0;
}

void Primary::add_to(PartReading& reading, SimTime now) const {
  log_.add_to(reading, now);
  reading.own.insert(reading.own.end(), {{"conflicts", static_cast<double>(conflicts_)},
                                         {"down_seconds", static_cast<double>(down_.integral(now)) / 1e9}});
}

}  // namespace plimsoll
