#include "tractable/graph/recipe/recipe_functions.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/graph/ops.hpp"

namespace tractable::detail {
namespace {

using Operands = std::span<const Expr>;
using Integers = std::span<const std::int32_t>;

Dim group_of(Integers n) { return n.empty() ? 0 : n[0]; }

Transpose transpose_of(Integers n, std::size_t place, std::string_view where) {
  const std::int32_t flag = n.size() > place ? n[place] : 0;
  if (flag < 0 || flag > 3) {
    throw_error(ErrorCode::invalid_argument, where, "transpose is ", flag, "; it must be 0, 1, 2 or 3");
  }
  constexpr std::array kFlags{Transpose::none, Transpose::a, Transpose::b, Transpose::both};
  return kFlags[static_cast<std::size_t>(flag)];
}

double constant_of(Expr x, std::string_view where, std::string_view name) {
  if (x.op() != Op::constant) {
    throw_error(ErrorCode::invalid_argument, where, name, " is ", describe(x), "; it must be a plain number");
  }
  return x.node().value;
}

Expr clamp_of(Operands x) {
  const double low = constant_of(x[1], "clamp", "low");
  const double high = constant_of(x[2], "clamp", "high");
  return clamp(x[0], low, high);
}

// A row of the batch is one replica, and a recipe speaks of one: its sum goes over what belongs to the replica. A fixed
// matrix is seen whole by every replica.
Expr sum_of(Expr x) { return x.shape().has_batch() ? sum_cols(x) : sum(x); }
Expr mean_of(Expr x) { return x.shape().has_batch() ? sum_cols(x) / static_cast<double>(x.shape().cols) : mean(x); }

std::size_t columns(Operands x, Integers) { return static_cast<std::size_t>(x[0].shape().cols); }
// Two scatters become one (simplify.hpp).
std::size_t both_lists(Operands x, Integers) {
  if (x[0].op() != Op::scatter_add || x[1].op() != Op::scatter_add) return 0;
  return x[0].graph->list(x[0].node().list).size() + x[1].graph->list(x[1].node().list).size();
}
std::size_t second(Operands, Integers n) { return static_cast<std::size_t>(std::max(n[1], 0)); }

#define UNARY(name)                                                         \
  RecipeFunction {                                                          \
    #name, 1, 0, 0, [](Graph&, Operands x, Integers) { return name(x[0]); } \
  }
#define BINARY(name)                                                              \
  RecipeFunction {                                                                \
    #name, 2, 0, 0, [](Graph&, Operands x, Integers) { return name(x[0], x[1]); } \
  }
#define GROUPED(name)                                                                      \
  RecipeFunction {                                                                         \
    #name, 1, 0, 1, [](Graph&, Operands x, Integers n) { return name(x[0], group_of(n)); } \
  }
#define CALL(name, operands, least, most, result)                                     \
  RecipeFunction {                                                                    \
    #name, operands, least, most, [](Graph&, Operands x, Integers) { return result; } \
  }
#define WITH_INTEGERS(name, operands, least, most, result)                              \
  RecipeFunction {                                                                      \
    #name, operands, least, most, [](Graph&, Operands x, Integers n) { return result; } \
  }

// In alphabetical order: a test looks.
constexpr std::array kFunctions{
    UNARY(abs),
    RecipeFunction{"add", 2, 0, 0, [](Graph&, Operands x, Integers) { return x[0] + x[1]; }, both_lists},
    UNARY(atan),
    RecipeFunction{"batch_size", 0, 0, 0, [](Graph& graph, Operands, Integers) { return graph.batch_size(); }},
    WITH_INTEGERS(cholesky_each, 1, 1, 1, cholesky_each(x[0], n[0])),
    CALL(clamp, 3, 0, 0, clamp_of(x)),
    CALL(concat, -1, 0, 0, concat(x)),
    UNARY(cos),
    RecipeFunction{"cumsum", 1, 0, 1, [](Graph&, Operands x, Integers n) { return cumsum(x[0], group_of(n)); }},
    UNARY(deviance),
    UNARY(digamma),
    CALL(div, 2, 0, 0, x[0] / x[1]),
    CALL(dot, 2, 0, 0, sum_of(x[0] * x[1])),
    UNARY(erf),
    UNARY(erfc),
    UNARY(erfcx),
    UNARY(exp),
    WITH_INTEGERS(expand, 1, 2, 2, expand(x[0], {n[0], n[1]})),
    UNARY(expm1),
    UNARY(floor),
    WITH_INTEGERS(gather, 1, 1, -1, gather(x[0], n)),
    BINARY(greater),
    UNARY(lgamma),
    BINARY(linear_recurrence),
    UNARY(log),
    UNARY(log1p),
    UNARY(log_sigmoid),
    RecipeFunction{"log_softmax", 1, 0, 1,
                   [](Graph&, Operands x, Integers n) { return log_softmax(x[0], group_of(n)); }, columns},
    GROUPED(log_sum_exp),
    WITH_INTEGERS(matmul, 2, 0, 1, matmul(x[0], x[1], transpose_of(n, 0, "matmul"))),
    WITH_INTEGERS(matmul_each, 2, 3, 4, matmul_each(x[0], x[1], n[0], n[1], n[2], transpose_of(n, 3, "matmul_each"))),
    BINARY(max),
    GROUPED(max_cols),
    CALL(mean, 1, 0, 0, mean_of(x[0])),
    UNARY(mean_rows),
    BINARY(min),
    CALL(mul, 2, 0, 0, x[0] * x[1]),
    CALL(neg, 1, 0, 0, -x[0]),
    UNARY(normal_log_cdf),
    UNARY(normal_ppf),
    WITH_INTEGERS(polygamma, 1, 1, 1, polygamma(n[0], x[0])),
    // Of a plain exponent the builder for plain exponents; with 1 it stays as it is, for encode().
    WITH_INTEGERS(pow, 2, 0, 1,
                  x[1].op() == Op::constant && n.empty() ? pow(x[0], x[1].node().value) : pow(x[0], x[1])),
    BINARY(product_error),
    UNARY(reciprocal),
    UNARY(relu),
    WITH_INTEGERS(reshape, 1, 2, 2, reshape(x[0], n[0], n[1])),
    WITH_INTEGERS(scatter_add, 1, 2, -1, scatter_add(x[0], n.subspan(1), n[0])),
    CALL(select, 3, 0, 0, select(x[0], x[1], x[2])),
    UNARY(sigmoid),
    UNARY(sign),
    UNARY(sin),
    RecipeFunction{"slice", 1, 2, 2, [](Graph&, Operands x, Integers n) { return slice(x[0], n[0], n[1]); }, second},
    RecipeFunction{"softmax", 1, 0, 1, [](Graph&, Operands x, Integers n) { return softmax(x[0], group_of(n)); },
                   columns},
    UNARY(softplus),
    WITH_INTEGERS(solve_lower_each, 2, 2, 3, solve_lower_each(x[0], x[1], n[0], n[1], n.size() > 2 && n[2] != 0)),
    UNARY(sqrt),
    UNARY(square),
    UNARY(stirling),
    UNARY(stop_gradient),
    CALL(sub, 2, 0, 0, x[0] - x[1]),
    CALL(sum, 1, 0, 0, sum_of(x[0])),
    GROUPED(sum_cols),
    UNARY(sum_rows),
    UNARY(tanh),
    RecipeFunction{"transpose_each", 1, 2, 2,
                   [](Graph&, Operands x, Integers n) { return transpose_each(x[0], n[0], n[1]); }, columns},
};

#undef UNARY
#undef BINARY
#undef GROUPED
#undef CALL
#undef WITH_INTEGERS

}  // namespace

std::span<const RecipeFunction> recipe_function_table() { return kFunctions; }

const RecipeFunction* find_recipe_function(std::string_view name) {
  const auto it = std::ranges::lower_bound(kFunctions, name, {}, &RecipeFunction::name);
  return it != kFunctions.end() && it->name == name ? &*it : nullptr;
}

}  // namespace tractable::detail
