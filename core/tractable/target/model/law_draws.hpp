#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tractable/base/key.hpp"
#include "tractable/graph/program.hpp"
#include "tractable/target/model/expand.hpp"

// Draws of a site whose law has parameters that differ from row to row. For target/model alone.

namespace tractable::detail {

/// A draw is made in three acts: expressions of what it needs, before the program is built; noise, before it runs; the
/// numbers, after it has run. Number j of row i is a function of (key, i, j) and of its parameters.
class LawDraws {
 public:
  /// `low`, `high`: the draws are the law's given that they lie between; may not exist.
  LawDraws(const Law& law, const LawSize& size, Graph& graph, Expr low = {}, Expr high = {});

  /// What the program must have as outputs.
  void add_outputs(std::vector<Expr>& outputs) const;
  void bind(Program<double>& program);
  /// For rows begin, begin + 1, ... of the program's batch.
  void fill_noise(Key key, std::uint64_t begin);
  /// Row r of the batch, which is row `row` of all.
  void draw(Key key, std::uint64_t row, std::size_t r, std::span<double> out) const;

 private:
  void draw_univariate(Key key, std::uint64_t row, std::size_t r, std::span<double> out) const;
  void draw_between(Key key, std::uint64_t row, std::size_t r, std::span<double> out) const;
  void draw_rows(Key key, std::uint64_t row, std::size_t r, std::span<double> out) const;
  void draw_mixture(Key key, std::uint64_t row, std::size_t r, std::span<double> out) const;

  struct Needed {
    Expr expr;
    std::span<const double> values = {};
    std::size_t width = 1;
    [[nodiscard]] double at(std::size_t r, std::size_t j) const { return values[r * width + (width == 1 ? 0 : j)]; }
    [[nodiscard]] std::span<const double> row(std::size_t r) const { return values.subspan(r * width, width); }
  };
  void need(Expr e);
  void need_rows(Graph& graph, const LawSize& size);

  Law law_;
  std::size_t numbers_, values_;  // of a row; how many values of the law they are
  std::size_t cols_;
  std::vector<Needed> needed_;  // a path's result, or parameters
  std::vector<LawDraws> parts_;
  Expr noise_;
  std::span<double> noise_values_ = {};
  bool low_ = false, high_ = false;  // the last of needed_ are bounds
};

/// Gives each of a discrete law's or a continuous law's numbers in [low, high] its share: the x at which the part u of
/// what lies between is passed. NaN where nothing lies between.
[[nodiscard]] double quantile_between(const Family& family, ParameterValues p, double low, double high, double u);

}  // namespace tractable::detail
