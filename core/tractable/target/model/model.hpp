#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tractable/graph/recipe.hpp"
#include "tractable/target/target_row.hpp"

// A model as data: a recipe (graph/recipe.hpp) in which records of four kinds say what is drawn, what was observed and
// what is reported, and one names a law inside another. Each stands for a value like any other record:
//   16 sample    name, law, transform, rows, cols     the constrained value (B, rows cols), row by row
//   17 observe   name, law, record (the data)         the log density of each of the N values, (B, N)
//   18 factor    name, record, 1 if a likelihood      the record: what is added to the log density
//   19 quantity  name, record, rows, cols             the record: what is reported with the draws
//   20 law       law                                  none
// where a law is: name, n, n records, k options as in a call (recipe.hpp), and a transform: name, n, n records. In full
//   16  name, law, n, n records, k options, transform, m, m records, rows, cols
//   17  name, law, n, n records, k options, record
//   18  name, record, 0 or 1
//   19  name, record, rows, cols
//   20  law, n, n records, k options
// Of a law the records are the operands of the catalogue's row LAW.log_prob but for x. Beside these there are
//   flat         no operands: density 1
//   mixture      the logits of K weights (K columns, or K for each value), then K records of kind 20
//   truncated    a record of kind 20, then its bounds, low before high; option `bounds`: both, low or high
//   categorical  has an option `classes`: how many columns are one value's logits; without it all are, for every value
// A transform is 0 for the one onto the law's support, else a bijector's name with its bounds. It restricts the law and
// does not divide by what is left of it, as in Stan. rows = 1 is a vector (a number if cols = 1, too); what a law or a
// transform says of several numbers (dirichlet, ordered) it says of each row. A data matrix that is a parameter or is
// observed lies row by row. The recipe has no inputs and no outputs of its own.
//
//   log p(x) = sum of log p(site) + log|det d site / d x| + observed + factors,       x in R^D in the order of the
//   sites

namespace tractable {

struct ModelSite {
  enum class Kind : std::uint8_t { sample, observe, factor, quantity };
  Kind kind = Kind::sample;
  std::string name;
  std::string law;         ///< of sample and observe
  Dim rows = 1, cols = 1;  ///< of the value, of the data
  std::string transform;   ///< of sample: a bijector's name
  std::size_t first = 0;   ///< of sample: the first of its `size` numbers in x
  std::size_t size = 0;
  std::size_t width = 0;    ///< numbers of its value: rows * cols of sample and quantity, N of the others
  bool likelihood = false;  ///< observe, and factors that say so
  std::uint32_t record = 0;
  std::vector<double> observed;  ///< of observe: the data, row by row
  /// Sites whose values it is made of, by place: sample and quantity.
  std::vector<std::size_t> parents;
  /// Sites of a plate have as many values, which belong together one by one; -1: none.
  int plate = -1;
};

[[nodiscard]] std::string_view to_string(ModelSite::Kind kind);

/// Decoded once, checked, immutable.
class Model {
 public:
  /// Throws Error as decode() does, with where "record 12", where a record is at fault: what the site's law, its
  /// parameters or its transform cannot be, a name that is used twice, an observation outside of its law's support;
  /// Error{invalid_argument, "model"} for a model without parameters. `catalogue` must live as long as the model.
  static Model decode(const Recipe& recipe, std::span<const BuilderRow> catalogue, DecodeOptions options = {});

  [[nodiscard]] std::size_t dim() const { return dim_; }
  /// In the order of their records.
  [[nodiscard]] std::span<const ModelSite> sites() const { return sites_; }
  /// How many columns each plate has.
  [[nodiscard]] std::span<const std::size_t> plates() const { return plates_; }
  /// "mu", "theta[1]", "L[2,1]": of the sampled sites, then of the quantities, in the order of their records.
  [[nodiscard]] const std::vector<std::string>& quantity_names() const { return quantity_names_; }
  /// Of x: where the transform keeps the number of values as the quantities, else "p~[1]".
  [[nodiscard]] const std::vector<std::string>& coordinate_names() const { return coordinate_names_; }
  [[nodiscard]] std::size_t quantity_count() const { return quantity_names_.size(); }

  /// x (B, D), log_prob (B, 1), quantities (B, Q). Without `jacobian` the density is that of the constrained values.
  [[nodiscard]] TargetExprs build(Graph& graph, bool jacobian = true) const;
  /// The same with the log likelihood of each value, (B, N): the sites that are one, side by side.
  struct Pointwise {
    Expr x, value;
  };
  [[nodiscard]] Pointwise build_log_likelihood(Graph& graph) const;
  /// The width of that; 0 for a model that has seen no data.
  [[nodiscard]] std::size_t likelihood_width() const;

  [[nodiscard]] const Recipe& recipe() const { return recipe_; }
  [[nodiscard]] std::span<const BuilderRow> catalogue() const { return catalogue_; }
  [[nodiscard]] const DecodeOptions& options() const { return options_; }

 private:
  Recipe recipe_;
  std::span<const BuilderRow> catalogue_;
  DecodeOptions options_;
  std::size_t dim_ = 0;
  std::vector<ModelSite> sites_;
  std::vector<std::size_t> plates_;
  std::vector<std::string> quantity_names_, coordinate_names_;
};

}  // namespace tractable
