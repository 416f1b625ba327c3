#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "tractable/graph/recipe.hpp"
#include "tractable/target/model/law.hpp"

namespace tractable::detail {

/// Reads what records say of laws (model.hpp has the words). For target/model alone.
class LawReader {
 public:
  /// From where the reader stands. Throws as Model::decode.
  [[nodiscard]] Law read(RecordReader& reader);
  /// A record that is a law, for those that follow.
  void keep(RecordReader& reader) { kept_.emplace_back(reader.record(), read(reader)); }

 private:
  [[nodiscard]] const Law& nested(RecordReader& reader) const;
  void read_mixture(RecordReader& reader, Law& law, std::uint32_t count) const;
  void read_truncated(RecordReader& reader, Law& law, std::uint32_t count) const;

  std::vector<std::pair<std::uint32_t, Law>> kept_;  // by record, ascending
  std::size_t leaves_ = 0;                           // of all laws that have parts
};

}  // namespace tractable::detail
