#pragma once

#include <span>
#include <vector>

#include "tractable/bijector/bijector.hpp"
#include "tractable/target/model/law.hpp"
#include "tractable/target/model/model.hpp"

// A model's records as expressions of a graph. For target/model alone.

namespace tractable::detail {

/// What the values of the sampled sites are made from.
enum class ModelInput : std::uint8_t {
  free,         // x (B, D): values by the bijectors
  constrained,  // an input for each site, its value: x by the bijectors' inverses
};

struct SiteExprs {
  ModelSite facts;
  Law law;
  const BijectorRow* bijector = nullptr;  // of sample
  Dim structure = 1;                      // its size
  std::vector<Expr> bounds;
  Expr free;     // of sample, (B, size): a part of x, or the inverse of the value
  Expr value;    // of sample and quantity, (B or 1, width)
  Expr log_det;  // of sample, (B, 1)
  Expr terms;    // (B or 1, N); does not exist for flat laws and quantities
  Expr data;     // of observe, (1, width of the data)
};

struct ModelExprs {
  Expr x;  // ModelInput::free
  std::vector<SiteExprs> sites;
};

/// `dim`: columns of x. Throws as Model::decode.
[[nodiscard]] ModelExprs expand_model(const Recipe& recipe, std::span<const BuilderRow> catalogue, Graph& graph,
                                      const DecodeOptions& options, ModelInput input, std::size_t dim);

/// Notes the observed numbers. Throws Error{invalid_argument, "record 12"} for the first outside of its law's support.
void read_observed(ModelExprs& model);

/// Parents and plates of a model that was expanded with constrained inputs. Gives the plates' sizes.
std::vector<std::size_t> find_structure(ModelExprs& model);

}  // namespace tractable::detail
