#include "tractable/target/model/law_reader.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "tractable/base/error.hpp"
#include "tractable/distribution/catalogue.hpp"

namespace tractable::detail {
namespace {

constexpr std::array<std::string_view, 3> kBounds{"both", "low", "high"};
constexpr BuilderOption kTruncatedOptions[] = {{.name = "bounds", .choices = kBounds}};
constexpr BuilderRow kTruncated{"truncated", {}, kTruncatedOptions, nullptr};
constexpr BuilderOption kCategoricalOptions[] = {
    {.name = "classes", .fallback = 0, .low = 0, .high = 1 << 20, .integer = true}};
constexpr BuilderRow kCategorical{"categorical", {}, kCategoricalOptions, nullptr};
constexpr BuilderRow kNoOptions{"law", {}, {}, nullptr};

constexpr std::size_t kMostLeaves = 1000, kMostLeavesOfAll = 100'000;
[[noreturn]] void malformed(const std::string& message) { throw_error(ErrorCode::parse_error, "recipe", message); }

Expr parameter(RecordReader& reader) { return in_one_row(reader.value(reader.earlier())); }

std::string shown(std::string_view name) {
  return name.size() <= 40 ? text("\"", name, "\"") : text("\"", name.substr(0, 40), "...\"");
}

void read_named(RecordReader& reader, Law& law, std::uint32_t count) {
  law.row = find_row_law(law.name);
  law.log_prob = reader.row(text(law.name, ".log_prob"));
  if (law.row != nullptr) {
    law.kind = Law::Kind::rows;
  } else {
    const auto all = families();
    const auto found = std::ranges::find_if(all, [&](const Family* each) { return each->name == law.name; });
    if (found != all.end()) law.family = *found;
    law.kind = Law::Kind::univariate;
  }
  if (law.log_prob == nullptr || (law.row == nullptr && law.family == nullptr)) {
    throw_error(ErrorCode::unknown_name, "law", "there is no law ", shown(law.name), "; there are ", law_names());
  }
  const std::size_t wanted = law.log_prob->operands.size() - 1;
  if (count != wanted) malformed(text(law.name, " has ", count, " parameters; it takes ", wanted));
  for (std::uint32_t k = 0; k < count; ++k) law.parameters.push_back(parameter(reader));
  if (law.name == "categorical") {
    law.classes = static_cast<Dim>(reader.options(kCategorical)[0]);
  } else {
    law.options = reader.options(*law.log_prob);
  }
}

}  // namespace

const Law& LawReader::nested(RecordReader& reader) const {
  const std::uint32_t record = reader.earlier();
  const auto found = std::ranges::lower_bound(kept_, record, {}, &std::pair<std::uint32_t, Law>::first);
  if (found == kept_.end() || found->first != record) {
    malformed(text("it takes record ", record, " for a law, which it is not"));
  }
  return found->second;
}

Law LawReader::read(RecordReader& reader) {
  Law law;
  law.name = reader.name();
  const std::uint32_t count = reader.word();
  if (law.name == "mixture") {
    read_mixture(reader, law, count);
  } else if (law.name == "truncated") {
    read_truncated(reader, law, count);
  } else if (law.name == "flat") {
    if (count != 0) malformed(text("flat has ", count, " operands; it takes none"));
    law.options = reader.options(kNoOptions);
  } else {
    read_named(reader, law, count);
  }
  // Each stands in full wherever it is named.
  if (law.parts.empty()) return law;
  law.leaves = 0;
  for (const Law& part : law.parts) law.leaves += part.leaves;
  leaves_ += law.leaves;
  if (law.leaves > kMostLeaves || leaves_ > kMostLeavesOfAll) {
    throw_error(ErrorCode::too_large, law.name, "it has ", law.leaves, " laws inside; at most ", kMostLeaves,
                " are allowed, and ", kMostLeavesOfAll, " in all");
  }
  return law;
}

void LawReader::read_mixture(RecordReader& reader, Law& law, std::uint32_t count) const {
  law.kind = Law::Kind::mixture;
  if (count < 2) malformed("a mixture has no parts; it takes logits and one law or more");
  law.parameters.push_back(parameter(reader));
  for (std::uint32_t k = 1; k < count; ++k) {
    if (k > kMostLeaves) throw_error(ErrorCode::too_large, "mixture", "it has more than ", kMostLeaves, " parts");
    law.parts.push_back(nested(reader));
  }
  law.options = reader.options(kNoOptions);
  for (const Law& part : law.parts) {
    if (part.kind == Law::Kind::flat || is_discrete(part) != is_discrete(law.parts[0])) {
      throw_error(ErrorCode::invalid_argument, "mixture", law.parts[0].name, " and ", part.name,
                  " have no common density");
    }
  }
}

void LawReader::read_truncated(RecordReader& reader, Law& law, std::uint32_t count) const {
  law.kind = Law::Kind::truncated;
  if (count < 2 || count > 3) malformed(text("truncated has ", count, " operands; it takes a law and its bounds"));
  law.parts.push_back(nested(reader));
  if (law.parts[0].kind != Law::Kind::univariate) {
    throw_error(ErrorCode::invalid_argument, "truncated", law.parts[0].name, " cannot be truncated");
  }
  for (std::uint32_t k = 1; k < count; ++k) law.parameters.push_back(parameter(reader));
  const double which = reader.options(kTruncated)[0];
  law.low = which != 2;
  law.high = which != 1;
  if ((count == 3) != (law.low && law.high)) malformed("truncated has not the bounds that it says");
}

}  // namespace tractable::detail
