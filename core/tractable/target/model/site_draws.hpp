#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "tractable/base/key.hpp"
#include "tractable/graph/graph.hpp"
#include "tractable/graph/program.hpp"
#include "tractable/target/model/law_draws.hpp"

// Draws of a model's sites, given the values of those before. For target/model alone.

namespace tractable::detail {

/// Site k of a model draws with split_at(key, k).
class SiteDraws {
 public:
  /// `prior`: sampled sites are drawn, too, else only what is observed. Throws what ModelRuns::prior says.
  SiteDraws(const Model& model, std::size_t batch, bool prior);

  [[nodiscard]] std::size_t batch() const { return program_->batch(); }
  /// The value of each sampled site, (batch, width), in their order: to be written before draw() unless it does it.
  [[nodiscard]] std::span<const std::span<double>> values() const { return values_; }
  /// Rows begin, begin + 1, ...: quantities (n, Q), empty without prior, and data (n, W), n <= batch.
  void draw(Key key, std::uint64_t begin, std::size_t rows, std::span<double> quantities, std::span<double> data);

 private:
  struct Site {
    std::size_t place, level, width;
    LawDraws law;
    std::span<double> value;  // of a sampled one
    bool sorted = false;
    std::size_t structure = 1;
  };
  void add_site(const SiteExprs& site, std::size_t place, std::size_t level);
  void draw_site(const Site& site, Key key, std::uint64_t begin, std::size_t rows, std::span<double> out,
                 std::size_t stride) const;

  Graph graph_;
  std::vector<Site> sampled_, observed_;
  std::vector<std::span<double>> values_;
  std::unique_ptr<Program<double>> program_;
  std::span<const double> quantities_;
  std::size_t quantity_width_ = 0, data_width_ = 0, levels_ = 0;
};

}  // namespace tractable::detail
