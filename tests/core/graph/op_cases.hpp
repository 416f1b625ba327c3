#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tractable/graph/build/build.hpp"
#include "tractable/graph/ops.hpp"

// Each op of the table alone, at many shapes: what the tests of programs go through.

namespace tractable::test {

struct OpCase {
  std::string name;
  std::function<std::vector<Expr>(Graph&)> build;
};

inline constexpr Dim kOddSizes[] = {1, 2, 3, 5, 7, 8, 9, 17, 33};

inline std::vector<OpCase> elementwise_cases() {
  std::vector<OpCase> cases;
  for (const Dim cols : kOddSizes) {
    for (std::size_t i = 0; i < kOps.size(); ++i) {
      const Op op = static_cast<Op>(i);
      const std::string name = std::string(kOps[i].name) + ", " + std::to_string(cols) + " columns";
      if (kOps[i].kind == OpKind::unary) {
        cases.push_back({name, [op, cols](Graph& g) {
                           return std::vector{detail::unary(op, g.input({kBatch, cols})),
                                              detail::unary(op, g.input({3, cols}))};
                         }});
      }
      if (kOps[i].kind == OpKind::binary) {
        cases.push_back({name, [op, cols](Graph& g) {
                           const Expr a = g.input({kBatch, cols});
                           const Expr others[] = {g.input({kBatch, cols}), g.input({1, cols}), g.input({kBatch, 1}),
                                                  g.input({1, 1})};
                           std::vector<Expr> out{detail::binary(op, others[1], others[2]),
                                                 detail::binary(op, others[2], others[1])};
                           for (const Expr b : others) {
                             out.push_back(detail::binary(op, a, b));
                             out.push_back(detail::binary(op, b, a));
                           }
                           // Both one number for a row, which only looking through an expand brings about.
                           out.push_back(detail::binary(op, expand(others[2], a.shape()),
                                                        expand(detail::unary(Op::neg, others[2]), a.shape())));
                           return out;
                         }});
      }
    }
    cases.push_back({"polygamma, " + std::to_string(cols) + " columns", [cols](Graph& g) {
                       const Expr a = g.input({kBatch, cols});
                       return std::vector{polygamma(0, a), polygamma(1, a), polygamma(2, a), polygamma(3, a),
                                          polygamma(4, a)};
                     }});
    cases.push_back({"select, " + std::to_string(cols) + " columns", [cols](Graph& g) {
                       std::vector<Expr> out;
                       const Expr full = g.input({kBatch, cols}), row = g.input({1, cols}),
                                  column = g.input({kBatch, 1});
                       const Expr any[] = {full, row, column, g.input({1, 1}), full - row};
                       for (const Expr a : any) {
                         for (const Expr b : any) {
                           for (const Expr c : any) out.push_back(select(a, b, c));
                         }
                       }
                       return out;
                     }});
  }
  return cases;
}

inline std::vector<OpCase> column_cases() {
  std::vector<OpCase> cases;
  for (const Dim cols : kOddSizes) {
    const std::string size = ", " + std::to_string(cols) + " columns";
    cases.push_back({"expand" + size, [cols](Graph& g) {
                       const Shape s{kBatch, cols};
                       return std::vector{expand(g.input({1, cols}), s), expand(g.input({kBatch, 1}), s),
                                          expand(g.input({1, 1}), s), expand(g.input({1, 1}), {3, cols})};
                     }});
    cases.push_back({"views" + size, [cols](Graph& g) {
                       const Expr a = g.input({6, cols}), b = g.input({kBatch, cols});
                       const Expr turned = reshape(detail::unary(Op::neg, a), 3, 2 * cols);
                       return std::vector{stop_gradient(b),
                                          reshape(a, 2, 3 * cols),
                                          turned,
                                          detail::unary(Op::neg, turned),
                                          detail::unary(Op::abs, stop_gradient(detail::unary(Op::neg, b))),
                                          slice(reshape(a, 1, 6 * cols), 1, cols)};
                     }});
    cases.push_back({"gather and scatter_add" + size, [cols](Graph& g) {
                       const Expr a = g.input({kBatch, cols}), b = g.input({1, cols});
                       std::vector<std::int32_t> back, twice;
                       for (Dim j = 0; j < cols; ++j) back.push_back(cols - 1 - j);
                       for (Dim j = 0; j < cols; ++j) twice.push_back(j / 2);
                       std::vector<Expr> out{gather(a, back), gather(b, twice), scatter_add(a, back, cols),
                                             scatter_add(a, twice, cols + 3), scatter_add(b, twice, cols)};
                       for (Dim first = 0; first < cols; first += 2) {
                         out.push_back(slice(a, first, cols - first));
                         out.push_back(slice(b, first, 1));
                         out.push_back(scatter_add(slice(a, first, 1), std::vector<std::int32_t>{first}, cols + 2));
                       }
                       std::vector<std::int32_t> at;
                       for (Dim j = 0; j < cols; ++j) at.push_back(j + 2);
                       out.push_back(scatter_add(a, at, cols + 5));
                       return out;
                     }});
    cases.push_back({"concat" + size, [cols](Graph& g) {
                       const Expr a = g.input({kBatch, cols}), b = g.input({kBatch, 3}), c = g.input({1, cols});
                       const Expr parts[] = {detail::unary(Op::neg, a), b, detail::unary(Op::abs, b), c};
                       const Expr rows[] = {c, detail::unary(Op::neg, c), detail::unary(Op::sqrt, c), c};
                       const Expr inner = concat(detail::unary(Op::neg, b), detail::unary(Op::abs, a));
                       return std::vector{concat(a, b), concat(parts), concat(rows), concat(inner, inner), inner};
                     }});
    cases.push_back({"sums" + size, [cols](Graph& g) {
                       const Expr a = g.input({kBatch, cols}), b = g.input({3, 2 * cols}),
                                  c = g.input({kBatch, 3 * cols});
                       std::vector<Expr> out{sum_rows(a), sum_rows(b), sum(a), cumsum(a), cumsum(b), mean(a)};
                       out.push_back(cumsum(b, cols));
                       out.push_back(cumsum(c, 3));
                       for (const auto f : {sum_cols, max_cols, log_sum_exp}) {
                         out.push_back(f(a, 0));
                         out.push_back(f(b, cols));
                         out.push_back(f(b, 2));
                         out.push_back(f(c, 3));
                         out.push_back(f(c, cols));
                       }
                       const Expr row = g.input({1, cols}), column = g.input({kBatch, 1});
                       out.push_back(sum_cols(a * a));
                       out.push_back(sum_cols(a * row));
                       out.push_back(sum_cols(row * detail::unary(Op::neg, a)));
                       out.push_back(sum_cols(a * column));
                       out.push_back(sum_cols(c * g.input({kBatch, 3 * cols}), 3));
                       out.push_back(sum(row * row));
                       return out;
                     }});
  }
  return cases;
}

inline std::vector<OpCase> product_cases() {
  std::vector<OpCase> cases;
  const Dim sizes[] = {1, 2, 3, 7, 17};
  for (const Dim k : sizes) {
    for (const Dim n : sizes) {
      const std::string size = ", inner " + std::to_string(k) + ", columns " + std::to_string(n);
      cases.push_back({"matmul" + size, [k, n](Graph& g) {
                         const Expr x = g.input({kBatch, k}), w = g.input({k, n}), wt = g.input({n, k});
                         const Expr bias = g.input({1, n}), y = g.input({kBatch, n});
                         const std::vector<double> fixed = [&] {
                           std::vector<double> v(static_cast<std::size_t>(k * n));
                           for (std::size_t i = 0; i < v.size(); ++i) v[i] = 0.25 * static_cast<double>(i % 7) - 0.7;
                           return v;
                         }();
                         const Expr data = g.data({n, k}, fixed);
                         return std::vector{matmul(x, w),
                                            matmul(x, wt, Transpose::b),
                                            matmul(x, y, Transpose::a),
                                            matmul(w, wt, Transpose::both),
                                            matmul(x, w) + bias,
                                            relu(bias + matmul(x, wt, Transpose::b)),
                                            relu(matmul(detail::unary(Op::neg, x), w)),
                                            matmul(x, data, Transpose::b),
                                            matmul(w, data, Transpose::both),
                                            matmul(data, w, Transpose::none)};
                       }});
    }
  }
  for (const Dim n : {1, 2, 3, 5, 9}) {
    const std::string size = ", n = " + std::to_string(n);
    cases.push_back({"matmul_each" + size, [n](Graph& g) {
                       std::vector<Expr> out;
                       const Expr one = g.input({1, n * 4}), many = g.input({kBatch, n * 4}),
                                  right = g.input({kBatch, 4 * 3});
                       const Expr shared = g.input({1, 4 * 3});
                       for (const Transpose t : {Transpose::none, Transpose::a, Transpose::b, Transpose::both}) {
                         out.push_back(matmul_each(many, right, n, 4, 3, t));
                         out.push_back(matmul_each(one, right, n, 4, 3, t));
                         out.push_back(matmul_each(many, shared, n, 4, 3, t));
                       }
                       return out;
                     }});
    cases.push_back({"cholesky_each and solve_lower_each" + size, [n](Graph& g) {
                       const Expr a = g.input({kBatch, n * n}), b = g.input({kBatch, n * 3}), one = g.input({1, n * n});
                       const Expr gram = matmul_each(a, a, n, n, n, Transpose::b);
                       const Expr l = cholesky_each(gram, n);
                       return std::vector{cholesky_each(a, n),
                                          l,
                                          solve_lower_each(l, b, n, 3),
                                          solve_lower_each(l, b, n, 3, true),
                                          solve_lower_each(one, b, n, 3),
                                          solve_lower_each(l, g.input({1, n}), n, 1, true)};
                     }});
    cases.push_back({"linear_recurrence" + size, [n](Graph& g) {
                       const Expr x = g.input({kBatch, 8}), one = g.input({1, 8});
                       return std::vector{linear_recurrence(x, g.input({kBatch, n})),
                                          linear_recurrence(x, g.input({1, n})),
                                          linear_recurrence(one, g.input({kBatch, n}))};
                     }});
  }
  return cases;
}

/// Chains of two operations and other patterns that become one kernel, in every order and broadcast.
inline std::vector<OpCase> pattern_cases() {
  std::vector<OpCase> cases;
  for (const Dim cols : {1, 3, 8, 17}) {
    cases.push_back({"chains, " + std::to_string(cols) + " columns", [cols](Graph& g) {
                       std::vector<Expr> out;
                       const Expr full = g.input({kBatch, cols}), other = g.input({kBatch, cols});
                       const Expr any[] = {full, g.input({1, cols}), g.input({kBatch, 1}), g.input({1, 1}), other};
                       for (const Op first : {Op::add, Op::sub, Op::mul}) {
                         for (const Op second : {Op::add, Op::sub, Op::mul}) {
                           for (const Expr a : any) {
                             for (const Expr c : any) {
                               out.push_back(detail::binary(second, detail::binary(first, a, full), c));
                               out.push_back(detail::binary(second, c, detail::binary(first, other, a)));
                             }
                           }
                         }
                       }
                       return out;
                     }});
    cases.push_back({"gates and softplus, " + std::to_string(cols) + " columns", [cols](Graph& g) {
                       const Expr a = g.input({kBatch, cols}), b = g.input({kBatch, cols}), zero = g.constant(0);
                       const Expr s = detail::unary(Op::neg, b);
                       return std::vector{select(greater(a, zero), b, zero),
                                          select(greater(b, g.input({1, 1})), s, g.constant(-0.0)),
                                          select(greater(a, g.input({1, cols})), b, zero),
                                          select(greater(a, g.input({kBatch, 1})), b, zero),
                                          select(greater(g.input({1, 1}), a), b, zero),
                                          detail::unary(Op::sigmoid, a),
                                          detail::unary(Op::softplus, a),
                                          detail::unary(Op::softplus, s) * detail::unary(Op::sigmoid, s)};
                     }});
  }
  return cases;
}

}  // namespace tractable::test
