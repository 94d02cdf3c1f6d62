#include "models/stations/memory.hpp"

#include "models/spec/units.hpp"

namespace plimsoll {

void MemorySpec::describe(spec::Fields& f) {
  f.optional("memory", memory,
             "Memory of each instance: where more is needed it crashes, and all that goes on there fails "
             "(crashed).");
  f.optional("memory_base", memory_base, "Memory in use before anybody comes.").live();
  f.optional("restart", restart, "How long an instance that has crashed is down.");
}

void MemorySpec::add_mismatches(std::vector<spec::Mismatch>& found) const {
  if (!memory || memory_base.count <= memory->count) return;
  found.push_back({"memory_base",
                   spec::write_bytes(memory_base) + " are in use before anybody comes, of " +
                       spec::write_bytes(*memory) + ": it would crash at once",
                   "make memory larger"});
}

}  // namespace plimsoll
