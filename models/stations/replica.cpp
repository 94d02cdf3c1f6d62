#include "models/stations/replica.hpp"

#include <algorithm>

#include "models/books.hpp"
#include "models/stations/readings.hpp"

namespace plimsoll {
namespace {

/// Half of a way there and back.
Distribution halved(const spec::TimeSpec& rtt) { return Distribution::constant(rtt.law.mean() / 2); }

}  // namespace

void Replica::wire(Compiler& compiler) {
  const std::string address = "system." + part_.name();
  if (spec_.follows == part_.name()) {
    Compiler::problem(compiler.place_of(part_.name()), address + ".follows", "follows itself",
                      "name the database whose writes it applies");
  }
  primary_ = &compiler.part(spec_.follows);
  log_ = primary_->replication_log(compiler);
  if (log_ == nullptr) {
    Compiler::problem(compiler.place_of(part_.name()), address + ".follows",
                      "follows " + spec_.follows + ", which has no log of its writes",
                      "a replica follows a part of kind = \"database\"");
  }
  if (spec_.delay) {
    settings_.delay = spec_.delay->law;
  } else if (const spec::TimeSpec* rtt = compiler.rtt(primary_->region(), part_.region())) {
    settings_.delay = halved(*rtt);
  }
  settings_.apply = spec_.apply.law;
  settings_.workers = spec_.apply_workers;
  settings_.acknowledges_receipt = spec_.acknowledges_receipt;
  streams_ = {compiler.stream("system." + part_.name() + ".delay"),
              compiler.stream("system." + part_.name() + ".apply")};
}

void Replica::add_instance(Engine& engine, const Processor& cpu) {
  feeds_.push_back(std::make_unique<ReplicaFeed>(*log_, settings_, measures_, streams_[0], streams_[1],
                                                 static_cast<std::uint32_t>(feeds_.size()), cpu));
  feeds_.back()->wire(engine);
  feeds_.back()->start_over(engine, log_->committed());
  feeds_.back()->set_state(engine, spec_.linked, true);
  log_->attach(feeds_.back().get());
}

void Replica::settings_changed(Engine& engine, std::int64_t instances) {
  settings_.workers = spec_.apply_workers;
  for (std::size_t i = 0; i < feeds_.size(); ++i) {
    feeds_[i]->set_state(engine, spec_.linked, static_cast<std::int64_t>(i) < instances);
  }
}

const Step* Replica::compile_read(Compiler& compiler, const Context& context, const spec::Step& step,
                                  std::uint32_t slot, const Step* at_instance, const Step* at_primary) {
  Site site{this,
            step.terms,
            kNone,
            kNone,
            at_primary,
            compiler.stream(context.path + "." + part_.name() + ".policy"),
            compiler.reason_number("stale")};
  if (!step.key.empty()) {
    site.row_slot = compiler.attribute_slot(step.key);
    log_->track_rows();
  }
  if (step.terms.sees == spec::QueryTerms::Sees::own_writes) {
    log_->track_sessions();
    const std::string& session = log_->session_attribute();
    if (!session.empty()) site.session_slot = compiler.attribute_slot(session);
  }
  return compiler.emit(context, {.run = read,
                                 .cancel = cancel_read,
                                 .next = at_instance,
                                 .part = &part_,
                                 .data = compiler.program().keep(std::move(site)),
                                 .slot = slot,
                                 .account = compiler.account(context, part_.name(), TimeUse::waiting)});
}

const Step* Replica::read(Engine& engine, RequestIndex r, const Step& step) {
  const Site& site = *static_cast<const Site*>(step.data);
  Replica& replica = *site.replica;
  DataVersion needed = 0;
  if (site.terms.sees == spec::QueryTerms::Sees::latest) needed = replica.log_->committed();
  if (site.terms.sees == spec::QueryTerms::Sees::own_writes) {
    needed = replica.log_->last_of_session(ReplicationLog::session_of(engine, r, site.session_slot));
  }
  const auto is_new_enough = [&](const ReplicaFeed& feed) {
    return feed.applied() >= needed && (!site.terms.within || feed.age(engine.now()) <= *site.terms.within);
  };
  const auto chosen =
      replica.spread_.choose(replica.feeds_.size(), site.choice, engine.request(r), [&](std::size_t i) {
        return Spread::Sight{replica.feeds_[i]->jobs(),
                             replica.may_answer(i) && is_new_enough(*replica.feeds_[i])};
      });
  if (!chosen) return replica.no_instance(engine, r, step, needed);
  replica.note(engine, r, site, *chosen);
  engine.slot(r, step.slot) = *chosen;
  return step.next;
}

const Step* Replica::no_instance(Engine& engine, RequestIndex r, const Step& step, DataVersion needed) {
  using Otherwise = spec::QueryTerms::Otherwise;
  const Site& site = *static_cast<const Site*>(step.data);
  if (site.terms.is_particular() && site.terms.otherwise == Otherwise::primary) {
    ++at_primary_;
    return site.at_primary;
  }
  const auto chosen = spread_.choose(feeds_.size(), site.choice, engine.request(r), [this](std::size_t i) {
    return Spread::Sight{feeds_[i]->jobs(), may_answer(i)};
  });
  if (!chosen) {
    ++refused_;
    return engine.failed(r, step, reason::refused);
  }
  if (site.terms.otherwise == Otherwise::fail) return engine.failed(r, step, site.stale);
  ReplicaFeed& feed = *feeds_[*chosen];
  if (site.terms.within) needed = std::max(needed, feed.needed_for(*site.terms.within, engine.now()));
  engine.slot(r, step.slot) = *chosen;
  feed.wait_for(engine, r, needed);
  return nullptr;
}

void Replica::cancel_read(Engine& engine, RequestIndex r, const Step& step) {
  static_cast<const Site*>(step.data)->replica->feeds_[engine.slot(r, step.slot)]->cancel_wait(engine, r);
}

void Replica::note(Engine& engine, RequestIndex r, const Site& site, std::uint32_t instance) {
  const ReplicaFeed& feed = *feeds_[instance];
  data_age_.record(feed.age(engine.now()));
  const DataVersion newest =
      site.row_slot == kNone ? log_->committed() : log_->last_of_row(engine.slot(r, site.row_slot));
  if (newest > feed.applied()) ++stale_;
}

void Replica::end_warm_up(SimTime now) {
  measures_.end_warm_up(now);
  data_age_.clear();
  stale_ = at_primary_ = refused_ = 0;
}

void Replica::add_to(PartReading& reading, SimTime now) const {
  measures_.add_to(reading.books, now);
  reading.refused += static_cast<double>(refused_);
  reading.waiting += mean_or_zero(measures_.waiting, now);
  const auto reads = static_cast<double>(data_age_.count());
  const auto seconds_or_zero = [](const Histogram& histogram, double p) {
    return histogram.empty() ? 0 : histogram.quantile_seconds(p);
  };
  reading.own.insert(reading.own.end(),
                     {{"data_age_seconds_mean", data_age_.empty() ? 0 : data_age_.mean_seconds()},
                      {"data_age_seconds_p99", seconds_or_zero(data_age_, 0.99)},
                      {"stale_share", share(static_cast<double>(stale_), reads)},
                      {"writes_behind", mean_or_zero(measures_.behind, now)},
                      {"writes_behind_max", static_cast<double>(measures_.behind.max_level())},
                      {"passed_to_primary", static_cast<double>(at_primary_)},
                      {"caught_up", static_cast<double>(measures_.wait.count())},
                      {"catch_up_seconds_mean", measures_.wait.empty() ? 0 : measures_.wait.mean_seconds()},
                      {"catch_up_seconds_p99", seconds_or_zero(measures_.wait, 0.99)}});
}

}  // namespace plimsoll
