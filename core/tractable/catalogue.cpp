#include "tractable/catalogue.hpp"

#include <initializer_list>
#include <vector>

#include "tractable/bijector/catalogue.hpp"
#include "tractable/distribution/catalogue.hpp"
#include "tractable/nn/catalogue.hpp"

namespace tractable {
namespace {

std::vector<BuilderRow> joined(std::initializer_list<std::span<const BuilderRow>> families) {
  std::vector<BuilderRow> rows;
  for (const auto family : families) rows.insert(rows.end(), family.begin(), family.end());
  return rows;
}

}  // namespace

std::span<const BuilderRow> catalogue() {
  // One line for each family: its function that gives its rows.
  static const std::vector<BuilderRow> rows = joined({bijector_catalogue(), distribution_catalogue(), nn_catalogue()});
  return rows;
}

}  // namespace tractable
