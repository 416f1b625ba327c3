#pragma once

#include <string>
#include <vector>

#include "tractable/base/key.hpp"
#include "tractable/graph/build/build.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/random.hpp"

// Random graphs from lists of instructions. Any list of numbers is a graph, so that a failing one can be shrunk by
// leaving instructions out.

namespace tractable::test {

struct Instruction {
  std::uint32_t op, a, b, c, d;
};

inline std::vector<Instruction> random_instructions(std::uint32_t seed, std::size_t n) {
  std::vector<std::uint32_t> bits(5 * n);
  fill_bits(key_from_seed(seed), std::span(bits));
  std::vector<Instruction> out;
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint32_t* w = bits.data() + 5 * i;
    out.push_back({w[0], w[1], w[2], w[3], w[4]});
  }
  return out;
}

/// One instruction on the expressions so far; nothing where it does not fit.
class GraphMaker {
 public:
  explicit GraphMaker(Graph& graph) : graph_(graph) {
    for (const Shape shape :
         {Shape{kBatch, 3}, Shape{kBatch, 8}, Shape{kBatch, 1}, Shape{1, 3}, Shape{1, 8}, Shape{1, 1}, Shape{3, 8}}) {
      pool_.push_back(graph.input(shape));
    }
    const std::vector<double> values{0.5, -1.5, 2, 0.25, 1, -0.75, 3, 0.125};
    pool_.push_back(graph.data({1, 8}, values));
    pool_.push_back(graph.data({8, 1}, values));
    pool_.push_back(graph.constant(0.5));
    pool_.push_back(graph.batch_size());
  }

  void add(const Instruction& i) {
    const Expr e = make(i);
    if (e.exists() && e.shape().cols <= 40) pool_.push_back(e);
  }
  [[nodiscard]] const std::vector<Expr>& pool() const { return pool_; }

 private:
  /// Later expressions are chosen more often, so that graphs are deep.
  [[nodiscard]] Expr pick(std::uint32_t k) const {
    const std::size_t n = pool_.size();
    return (k & 1) != 0 && n > 16 ? pool_[n - 1 - (k >> 1) % 16] : pool_[(k >> 1) % n];
  }
  [[nodiscard]] static bool fit(Expr a, Expr b) {
    const auto one = [](Dim x, Dim y) { return x == y || x == 1 || y == 1; };
    return one(a.shape().rows, b.shape().rows) && one(a.shape().cols, b.shape().cols);
  }
  Expr make(const Instruction& i) {
    const Expr a = pick(i.a), b = pick(i.b), c = pick(i.c);
    switch (i.op % 10) {
      case 0: {
        constexpr Op ops[] = {Op::neg,   Op::abs,  Op::sign,        Op::reciprocal, Op::sqrt,     Op::exp,
                              Op::log,   Op::tanh, Op::sin,         Op::expm1,      Op::softplus, Op::sigmoid,
                              Op::log1p, Op::atan, Op::log_sigmoid, Op::erf,        Op::tanh,     Op::softplus};
        return detail::unary(ops[i.d % std::size(ops)], a);
      }
      case 1:
      case 2:
      case 3: {
        if (!fit(a, b)) return {};
        constexpr Op ops[] = {Op::add, Op::sub, Op::mul, Op::add, Op::sub,    Op::mul,
                              Op::max, Op::min, Op::div, Op::mul, Op::greater};
        return detail::binary(ops[i.d % std::size(ops)], a, b);
      }
      case 4:
        return fit(a, b) && fit(b, c) && fit(a, c) ? select(greater(a, graph_.constant(0)), b, c) : Expr{};
      case 5:
        return columns(i, a, b);
      case 6:
        return sums(i, a);
      case 7:
        return product(i, a, b);
      case 8:
        return each(i, a, b);
      default:
        return (i.d & 1) != 0 ? relu(fit(a, b) ? a + b : a) : detail::unary(Op::sigmoid, a);
    }
  }
  static Expr columns(const Instruction& i, Expr a, Expr b) {
    const Dim cols = a.shape().cols;
    std::vector<std::int32_t> index;
    for (Dim j = 0; j < cols; ++j) index.push_back(static_cast<std::int32_t>((i.c >> (j % 24)) % cols));
    const auto first = static_cast<Dim>(i.c % cols);
    switch (i.d % 7) {
      case 0:
        return gather(a, index);
      case 1:
        return scatter_add(a, index, cols + 1);
      case 2:
        return slice(a, first, cols - first);
      case 3:
        return a.shape().rows == b.shape().rows || a.shape().rows == 1 || b.shape().rows == 1 ? concat(a, b) : Expr{};
      case 4:
        return a.shape().cols == 1 ? expand(a, {a.shape().rows, 8}) : stop_gradient(a);
      case 5:
        return a.shape().has_batch() ? Expr{} : reshape(a, 1, a.shape().rows * cols);
      default: {
        std::vector<std::int32_t> at;
        for (Dim j = 0; j < cols; ++j) at.push_back(j + 1);
        return scatter_add(a, at, cols + 2);
      }
    }
  }
  static Expr sums(const Instruction& i, Expr a) {
    const Dim group = a.shape().cols % 2 == 0 && (i.c & 1) != 0 ? 2 : 0;
    switch (i.d % 6) {
      case 0:
        return sum_rows(a);
      case 1:
        return sum_cols(a, group);
      case 2:
        return max_cols(a, group);
      case 3:
        return log_sum_exp(a, group);
      case 4:
        return cumsum(a, group);
      default:
        return sum_cols(a * a, group);
    }
  }
  static Expr product(const Instruction& i, Expr a, Expr b) {
    const Shape s = a.shape(), t = b.shape();
    if (s.cols == t.rows && (i.d & 1) != 0) return matmul(a, b);
    if (s.cols == t.cols && !t.has_batch()) return matmul(a, b, Transpose::b);
    if (s.rows == t.rows && s.rows != 1) return matmul(a, b, Transpose::a);
    return s.cols == t.rows ? matmul(a, b) : Expr{};
  }
  static Expr each(const Instruction& i, Expr a, Expr b) {
    const Shape s = a.shape(), t = b.shape();
    if (s.rows != t.rows && s.rows != 1 && t.rows != 1) return {};
    if (i.d % 3 == 0) return linear_recurrence(a, b);
    if (s.cols % 4 == 0 && i.d % 3 == 1) {
      return cholesky_each(matmul_each(slice(a, 0, 4), slice(a, 0, 4), 2, 2, 2, Transpose::b), 2);
    }
    if (s.cols >= 4 && t.cols % 2 == 0) return solve_lower_each(slice(a, 0, 4), b, 2, t.cols / 2, (i.c & 1) != 0);
    return s.cols % 2 == 0 && t.cols % 2 == 0 ? matmul_each(a, b, s.cols / 2, 2, t.cols / 2) : Expr{};
  }

  Graph& graph_;
  std::vector<Expr> pool_;
};

/// The graph as lines "3: add(1, 2) (batch, 8)".
inline std::string listing(const Graph& graph) {
  std::string out;
  for (NodeId id = 0; id < graph.size(); ++id) {
    out += std::to_string(id) + ": " + std::string(info(graph[id].op).name) + "(";
    for (const NodeId arg : graph[id].args) {
      if (arg != kNoNode) out += std::to_string(arg) + " ";
    }
    out += ") " + to_string(graph[id].shape) + "\n";
  }
  return out;
}

}  // namespace tractable::test
