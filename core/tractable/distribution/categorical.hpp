#pragma once

#include "tractable/distribution/family.hpp"

// The categorical law: k = 0 ... K - 1 with probability p_k. It has as many parameters as there are categories, two
// or more; they sum to 1, to 1e-9, and are divided by their sum.

namespace tractable {

extern const Family kCategorical;

/// k (B, 1), logits (B, K) or (1, K) -> (B, 1): the logarithm of softmax(logits) at k; a logit may be -inf. -inf for k
/// that is none of 0 ... K - 1.
[[nodiscard]] Expr categorical_log_prob(Expr k, Expr logits);

namespace detail {
/// The place of the first of the ascending sums that is above u times the last one. Categories without mass are never
/// met.
[[nodiscard]] std::size_t category_of(std::span<const double> sums, double u);
}  // namespace detail

}  // namespace tractable
