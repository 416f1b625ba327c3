#include "tractable/bijector/expressions.hpp"

#include <cmath>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/graph/ops.hpp"

namespace tractable::detail {
namespace {

using Index = std::vector<std::int32_t>;

Expr gathered(Expr a, const Index& index) {
  bool same = static_cast<Dim>(index.size()) == a.shape().cols;
  for (std::size_t j = 0; j < index.size(); ++j) same = same && index[j] == static_cast<std::int32_t>(j);
  return same ? a : gather(a, index);
}

}  // namespace

Expr no_log_det(Expr x) { return expand(x.graph->constant(0), x.shape()); }

// log(|a| + sqrt(a^2 + 1)), with the sign of a; each side gets a harmless 0 where it is not meant, and at 0 the
// derivative is 1.
Expr asinh(Expr a) {
  const Expr zero = a.graph->constant(0), negative = greater(zero, a);
  const auto side = [](Expr u) { return log1p(u + square(u) / (1 + sqrt(1 + square(u)))); };
  return side(select(negative, zero, a)) - side(select(negative, -a, zero));
}

Expr Structures::columns(Expr a, Dim from, Dim many) const {
  Index index;
  for (Dim g = 0; g < count; ++g) {
    for (Dim k = 0; k < many; ++k) index.push_back(g * size + from + k);
  }
  return gathered(a, index);
}

Expr Structures::joined(Expr a, Dim left, Expr b, Dim right) const {
  Index index;
  for (Dim g = 0; g < count; ++g) {
    for (Dim k = 0; k < left; ++k) index.push_back(g * left + k);
    for (Dim k = 0; k < right; ++k) index.push_back(count * left + g * right + k);
  }
  return gathered(concat(a, b), index);
}

Expr Structures::reversed(Expr a) const {
  Index index;
  for (Dim g = 0; g < count; ++g) {
    for (Dim k = size; k-- > 0;) index.push_back(g * size + k);
  }
  return gathered(a, index);
}

std::string range(const CheckedValue& value) {
  if (value.y.size() == 1) return text(value.name, "[", value.first, "]");
  return text(value.name, "[", value.first, " ... ", value.first + value.y.size() - 1, "]");
}

void require_between(const CheckedValue& value, double low, double high, const char* low_name, const char* high_name) {
  for (std::size_t i = 0; i < value.y.size(); ++i) {
    const double y = value.y[i];
    if (y > low && y < high) continue;
    const bool is_low = !(y > low);
    const std::string_view bound = is_low ? low_name : high_name;
    const std::string number = text(is_low ? low : high);
    throw_error(ErrorCode::invalid_argument, value.where, value.name, "[", value.first + i, "] is ", y,
                is_low ? "; it must be greater than " : "; it must be less than ", bound == number ? "" : bound,
                bound == number ? "" : ", ", number);
  }
}

void require_increasing(const CheckedValue& value) {
  for (std::size_t i = 1; i < value.y.size(); ++i) {
    if (value.y[i] > value.y[i - 1]) continue;
    throw_error(ErrorCode::invalid_argument, value.where, value.name, "[", value.first + i, "] is ", value.y[i],
                "; it must be greater than the number before it, ", value.y[i - 1]);
  }
}

}  // namespace tractable::detail
