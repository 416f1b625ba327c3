#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "border.hpp"
#include "border_types.hpp"
#include "tractable/bayes/one_parameter.hpp"

// What the bindings of Bayes' theorem share.

namespace tractable::border {

using Values = std::vector<double>;

inline val numbers(std::span<const double> values) { return to_typed_array<double>(values); }

inline void require_size(const Values& values, std::size_t wanted, const char* where, const char* name) {
  if (values.size() == wanted) return;
  throw_error(ErrorCode::shape_mismatch, where, name, " has ", values.size(), " numbers; it must have ", wanted);
}

/// Infinite ones are numbers; NaN is none.
inline void require_numbers(const Values& values, const char* where, const char* name) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(values[i])) throw_error(ErrorCode::not_finite, where, name, "[", i, "] is nan");
  }
}

inline OneParameter to_model(const val& model, const val& prior, const val& data, const char* where) {
  return {to_text(model, where, "model"), to_vector<double>(prior, where, "prior"),
          to_vector<double>(data, where, "data")};
}

}  // namespace tractable::border
