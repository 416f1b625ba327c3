#pragma once

#include <cmath>
#include <limits>
#include <map>
#include <stdexcept>
#include <vector>

#include "tractable/graph/graph.hpp"
#include "tractable/simd/kernels.hpp"
#include "tractable/simd/special.hpp"
#include "tractable/simd/step.hpp"

// The oracle of programs: every node of a graph in order, each by a plain loop in double after the definitions beside
// its name in graph/op.hpp and simd/step.hpp.

namespace tractable::test {

using Matrix = std::vector<double>;

namespace oracle {

/// A node with its operands' values and shapes.
struct Frame {
  const Graph& graph;
  const Node& node;
  std::size_t rows, cols;
  const Matrix* arg[3];
  std::size_t arg_rows[3], arg_cols[3];

  /// Operand k at (r, c), broadcast.
  [[nodiscard]] double at(int k, std::size_t r, std::size_t c) const {
    return (*arg[k])[(arg_rows[k] == 1 ? 0 : r) * arg_cols[k] + (arg_cols[k] == 1 ? 0 : c)];
  }
  /// Operand k's row for row r.
  [[nodiscard]] const double* row(int k, std::size_t r) const {
    return arg[k]->data() + (arg_rows[k] == 1 ? 0 : r) * arg_cols[k];
  }
};

inline double kernel_binary(simd::BinaryStep op, double x, double y) {
  double result = 0;
  simd::Step<double> step;
  step.y = &result;
  double a[16] = {x}, b[16] = {y};
  step.a = a;
  step.b = b;
  simd::kernels_for("scalar")->steps_f64->binary[static_cast<std::size_t>(op)][0](step);
  return result;
}

inline double unary(const Node& node, double a) {
  switch (node.op) {
    case Op::neg:
      return -a;
    case Op::abs:
      return std::abs(a);
    case Op::sign:
      return a > 0 ? 1 : a < 0 ? -1 : a;
    case Op::floor:
      return std::floor(a);
    case Op::reciprocal:
      return 1 / a;
    case Op::sqrt:
      return std::sqrt(a);
    case Op::exp:
      return exp(a);
    case Op::log:
      return log(a);
    case Op::log1p:
      return log1p(a);
    case Op::expm1:
      return expm1(a);
    case Op::sin:
      return sin(a);
    case Op::cos:
      return cos(a);
    case Op::atan:
      return atan(a);
    case Op::tanh:
      return tanh(a);
    case Op::sigmoid:
      return sigmoid(a);
    case Op::softplus:
      return softplus(a);
    case Op::log_sigmoid:
      return log_sigmoid(a);
    case Op::erf:
      return erf(a);
    case Op::erfc:
      return erfc(a);
    case Op::erfcx:
      return erfcx(a);
    case Op::normal_log_cdf:
      return normal_log_cdf(a);
    case Op::normal_ppf:
      return normal_ppf(a);
    case Op::deviance:
      return deviance(a);
    case Op::stirling:
      return stirling(a);
    case Op::lgamma:
      return lgamma(a);
    case Op::polygamma: {
      double (*const order[])(double) = {digamma, trigamma, tetragamma, pentagamma, hexagamma};
      return order[node.attr[0]](a);
    }
    default:
      throw std::logic_error("no unary op");
  }
}

inline double binary(Op op, double a, double b) {
  switch (op) {
    case Op::add:
      return a + b;
    case Op::sub:
      return a - b;
    case Op::mul:
      return a * b;
    case Op::div:
      return a / b;
    case Op::pow:
      return kernel_binary(simd::BinaryStep::pow, a, b);
    case Op::max:
      return a < b || std::isnan(b) ? b : a;
    case Op::min:
      return b < a || std::isnan(b) ? b : a;
    case Op::product_error:
      return kernel_binary(simd::BinaryStep::product_error, a, b);
    case Op::greater:
      return a > b ? 1 : 0;
    default:
      throw std::logic_error("no binary op");
  }
}

inline double sum_in_lanes(const double* x, std::size_t n) {
  double lane[8] = {};
  for (std::size_t i = 0; i < n; ++i) lane[i % 8] += x[i];
  return ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
}

inline double largest(const double* x, std::size_t n) {
  double m = -std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < n; ++i) {
    if (std::isnan(x[i])) return x[i];
    m = x[i] > m ? x[i] : m;
  }
  return m + 0.0;
}

inline double log_sum_exp_of(const double* x, std::size_t n) {
  const double m = largest(x, n);
  if (std::isinf(m)) return m;
  Matrix terms(n);
  for (std::size_t i = 0; i < n; ++i) terms[i] = exp(x[i] - m);
  return m + log(sum_in_lanes(terms.data(), n));
}

/// One row of the ops that move columns or join them.
inline void columns_row(const Frame& f, std::size_t r, double* y) {
  const double* a = f.row(0, r);
  const std::size_t group = static_cast<std::size_t>(f.node.attr[0]);
  switch (f.node.op) {
    case Op::gather: {
      const auto index = f.graph.list(f.node.list);
      for (std::size_t j = 0; j < f.cols; ++j) y[j] = a[index[j]];
      break;
    }
    case Op::scatter_add: {
      const auto index = f.graph.list(f.node.list);
      for (std::size_t j = 0; j < index.size(); ++j) y[index[j]] += a[j];
      break;
    }
    case Op::concat:
      for (std::size_t j = 0; j < f.cols; ++j) y[j] = j < f.arg_cols[0] ? a[j] : f.row(1, r)[j - f.arg_cols[0]];
      break;
    case Op::sum_cols:
      for (std::size_t g = 0; g < f.cols; ++g) y[g] = sum_in_lanes(a + g * group, group);
      break;
    case Op::max_cols:
      for (std::size_t g = 0; g < f.cols; ++g) y[g] = largest(a + g * group, group);
      break;
    case Op::log_sum_exp:
      for (std::size_t g = 0; g < f.cols; ++g) y[g] = log_sum_exp_of(a + g * group, group);
      break;
    case Op::cumsum:
      for (std::size_t j = 0; j < f.cols; ++j) y[j] = j % group == 0 ? a[j] : y[j - 1] + a[j];
      break;
    default:
      throw std::logic_error("no op on columns");
  }
}

inline void cholesky(const double* a, std::size_t n, double* l) {
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double s = a[i * n + j];
      for (std::size_t k = 0; k < j; ++k) s -= l[i * n + k] * l[j * n + k];
      l[i * n + j] = i != j ? s / l[j * n + j] : s > 0 ? std::sqrt(s) : std::nan("");
    }
  }
}

inline void solve(const double* l, const double* b, std::size_t n, std::size_t c, bool transposed, double* x) {
  for (std::size_t j = 0; j < c; ++j) {
    for (std::size_t step = 0; step < n; ++step) {
      const std::size_t i = transposed ? n - 1 - step : step;
      double s = b[i * c + j];
      for (std::size_t k = transposed ? i + 1 : 0; k < (transposed ? n : i); ++k) {
        s -= (transposed ? l[k * n + i] : l[i * n + k]) * x[k * c + j];
      }
      x[i * c + j] = s / l[i * n + i];
    }
  }
}

inline void product(const double* a, const double* b, std::size_t r, std::size_t k, std::size_t c, int flags,
                    double* y) {
  for (std::size_t i = 0; i < r; ++i) {
    for (std::size_t j = 0; j < c; ++j) {
      double s = 0;
      for (std::size_t p = 0; p < k; ++p) {
        s += ((flags & 1) != 0 ? a[p * r + i] : a[i * k + p]) * ((flags & 2) != 0 ? b[j * k + p] : b[p * c + j]);
      }
      y[i * c + j] = s;
    }
  }
}

/// One row of the ops with a matrix in each row.
inline void each_row(const Frame& f, std::size_t r, double* y) {
  const auto attr = [&](std::size_t i) { return static_cast<std::size_t>(f.node.attr[i]); };
  switch (f.node.op) {
    case Op::matmul_each:
      return product(f.row(0, r), f.row(1, r), attr(0), attr(1), attr(2), f.node.attr[3], y);
    case Op::cholesky_each:
      return cholesky(f.row(0, r), attr(0), y);
    case Op::solve_lower_each:
      return solve(f.row(0, r), f.row(1, r), attr(0), attr(1), f.node.attr[2] != 0, y);
    case Op::linear_recurrence:
      for (std::size_t t = 0; t < f.cols; ++t) {
        y[t] = f.row(0, r)[t];
        for (std::size_t j = 1; j <= f.arg_cols[1] && j <= t; ++j) y[t] += f.row(1, r)[j - 1] * y[t - j];
      }
      return;
    default:
      throw std::logic_error("no op on matrices in rows");
  }
}

inline void evaluate(const Frame& f, Matrix& y) {
  const Op op = f.node.op;
  if (info(op).kind == OpKind::view) {
    y = *f.arg[0];
  } else if (op == Op::sum_rows) {
    for (std::size_t r = 0; r < f.arg_rows[0]; ++r) {
      for (std::size_t c = 0; c < f.cols; ++c) y[c] += f.at(0, r, c);
    }
  } else if (op == Op::matmul) {
    const bool turned = (f.node.attr[0] & 1) != 0;
    product(f.arg[0]->data(), f.arg[1]->data(), f.rows, turned ? f.arg_rows[0] : f.arg_cols[0], f.cols, f.node.attr[0],
            y.data());
  } else if (is_elementwise(op) || op == Op::expand) {
    for (std::size_t r = 0; r < f.rows; ++r) {
      for (std::size_t c = 0; c < f.cols; ++c) {
        const double a = f.at(0, r, c);
        y[r * f.cols + c] = op == Op::expand                 ? a
                            : info(op).kind == OpKind::unary ? unary(f.node, a)
                            : op == Op::select               ? (a != 0 ? f.at(1, r, c) : f.at(2, r, c))
                                                             : binary(op, a, f.at(1, r, c));
      }
    }
  } else {
    const bool each = op >= Op::matmul_each;
    for (std::size_t r = 0; r < f.rows; ++r) (each ? each_row : columns_row)(f, r, y.data() + r * f.cols);
  }
}

}  // namespace oracle

/// The values of all nodes, row by row. `inputs`: the numbers of each input node.
inline std::vector<Matrix> interpret(const Graph& graph, std::size_t batch, const std::map<NodeId, Matrix>& inputs) {
  const auto rows_of = [&](NodeId id) {
    const Shape s = graph[id].shape;
    return s.has_batch() ? batch : static_cast<std::size_t>(s.rows);
  };
  std::vector<Matrix> values(graph.size());
  for (NodeId id = 0; id < graph.size(); ++id) {
    const Node& node = graph[id];
    oracle::Frame f{graph, node, rows_of(id), static_cast<std::size_t>(node.shape.cols), {}, {}, {}};
    for (std::size_t k = 0; k < 3; ++k) {
      if (node.args[k] == kNoNode) continue;
      f.arg[k] = &values[node.args[k]];
      f.arg_rows[k] = rows_of(node.args[k]);
      f.arg_cols[k] = static_cast<std::size_t>(graph[node.args[k]].shape.cols);
    }
    Matrix& y = values[id];
    y.assign(f.rows * f.cols, 0.0);
    if (node.op == Op::input) {
      y = inputs.at(id);
    } else if (node.op == Op::data) {
      const auto from = graph.data(node.list);
      y.assign(from.begin(), from.end());
    } else if (node.op == Op::constant) {
      y[0] = node.value;
    } else if (node.op == Op::batch_size) {
      y[0] = static_cast<double>(batch);
    } else {
      oracle::evaluate(f, y);
    }
  }
  return values;
}

}  // namespace tractable::test
