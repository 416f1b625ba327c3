#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "tractable/base/error.hpp"
#include "tractable/distribution/uniform.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/graph/program.hpp"
#include "tractable/target/model/expand.hpp"

// The numbers that were observed, and whether their laws can have given them: data are fixed, so that all is known
// before anything is drawn. Parameters that are not fixed count as whatever they may be.

namespace tractable::detail {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

/// Values of expressions that depend on no parameter.
class FixedValues {
 public:
  void add(Expr e) {
    if (e.graph->is_fixed(e.id)) outputs_.push_back(e);
  }
  void run() {
    if (outputs_.empty()) return;
    program_.emplace_back(outputs_);
    program_[0].run();
  }
  /// Empty where it is not fixed.
  [[nodiscard]] std::span<const double> operator[](Expr e) const {
    return e.graph->is_fixed(e.id) ? program_[0].value(e) : std::span<const double>{};
  }

 private:
  std::vector<Expr> outputs_;
  std::vector<Program<double>> program_;
};

void add_parameters(FixedValues& fixed, const Law& law) {
  for (const Expr p : law.parameters) fixed.add(p);
  for (const Law& part : law.parts) add_parameters(fixed, part);
}

/// What the message says of an observation that cannot be, "" if it can.
class Checker {
 public:
  Checker(const FixedValues& fixed, const ModelSite& facts) : fixed_(fixed), facts_(facts) {}

  [[nodiscard]] std::string fault(const Law& law) const {
    const std::span<const double> y(facts_.observed);
    if (law.kind == Law::Kind::rows) return row_fault(law);
    for (std::size_t j = 0; j < y.size(); ++j) {
      const std::string what = number_fault(law, y[j], j);
      if (!what.empty()) return text(at(j), " is ", y[j], what);
    }
    return {};
  }

 private:
  [[nodiscard]] std::string at(std::size_t j) const {
    return facts_.observed.size() == 1 ? facts_.name : text(facts_.name, "[", j, "]");
  }
  /// Parameter k for number j, or `otherwise`.
  [[nodiscard]] double parameter(const Law& law, std::size_t k, std::size_t j, double otherwise) const {
    const auto values = fixed_[law.parameters[k]];
    if (values.empty()) return otherwise;
    return values[values.size() == 1 ? 0 : j];
  }

  /// "; bernoulli has whole numbers from 0 to 1".
  [[nodiscard]] std::string number_fault(const Law& law, double y, std::size_t j) const {
    if (law.kind == Law::Kind::mixture) {
      std::string what;
      for (const Law& part : law.parts) {
        what = part.kind == Law::Kind::rows ? "" : number_fault(part, y, j);
        if (what.empty()) break;
      }
      return what;
    }
    if (law.kind == Law::Kind::truncated) {
      const double low = law.low ? parameter(law, 0, j, -kInf) : -kInf;
      const double high = law.high ? parameter(law, law.parameters.size() - 1, j, kInf) : kInf;
      if (y < low || y > high) return text("; it is truncated to ", low, " ... ", high);
      return number_fault(law.parts[0], y, j);
    }
    const Support support = support_of(law, j);
    const bool is_whole = !law.family->discrete || std::trunc(y) == y;
    if (std::isfinite(y) && is_whole && y >= support.low && y <= support.high) return {};
    const std::string_view kind = law.family->discrete ? "whole numbers" : "numbers";
    if (support.low == -kInf && support.high == kInf) return text("; ", law.name, " has finite ", kind);
    if (support.high == kInf) return text("; ", law.name, " has ", kind, " from ", support.low, " on");
    if (support.low == -kInf) return text("; ", law.name, " has ", kind, " up to ", support.high);
    return text("; ", law.name, " has ", kind, " from ", support.low, " to ", support.high);
  }

  [[nodiscard]] Support support_of(const Law& law, std::size_t j) const {
    const bool is_uniform = law.family == &kUniform;
    std::vector<double> p;
    for (std::size_t k = 0; k < law.parameters.size(); ++k) {
      const ParameterRow& row = law.family->parameters[k];
      // Only a count and a uniform law's ends move a support.
      const double any = is_uniform ? (k == 0 ? -kInf : kInf) : row.domain == Domain::count ? kInf : row.fallback;
      p.push_back(parameter(law, k, j, any));
    }
    return law.family->support(p);
  }

  [[nodiscard]] std::string row_fault(const Law& law) const {
    const std::span<const double> y(facts_.observed);
    for (std::size_t j = 0; j < y.size(); ++j) {
      if (!std::isfinite(y[j])) return text(at(j), " is ", y[j], "; ", law.name, " has finite numbers");
      const bool is_whole = y[j] >= 0 && std::trunc(y[j]) == y[j];
      if (law.row->transform.empty() && !is_whole) {
        return text(at(j), " is ", y[j], "; ", law.name, " has whole numbers from 0 on");
      }
      if (law.name == "categorical" && y[j] >= categories(law)) {
        return text(at(j), " is ", y[j], "; the categories are 0 ... ", categories(law) - 1);
      }
      if (law.name == "dirichlet" && y[j] < 0) return text(at(j), " is ", y[j], "; dirichlet has numbers from 0 to 1");
    }
    if (law.name != "dirichlet" && law.name != "multinomial") return {};
    const auto width = static_cast<std::size_t>(facts_.cols);
    for (std::size_t from = 0; from < y.size(); from += width) {
      double sum = 0;
      for (const double each : y.subspan(from, width)) sum += each;
      const bool is_simplex = law.name == "dirichlet";
      const double total = is_simplex ? 1 : parameter(law, 0, from / width, sum);
      if (is_simplex ? std::abs(sum - 1) < 1e-9 : sum == total) continue;
      return text(at(from), " ... ", at(from + width - 1), " sum to ", sum, "; ", law.name, " has numbers that sum to ",
                  total);
    }
    return {};
  }
  static double categories(const Law& law) { return law.classes == 0 ? law.parameters[0].shape().cols : law.classes; }

  const FixedValues& fixed_;
  const ModelSite& facts_;
};

/// "scale is -1; it must be greater than 0", or "".
std::string domain_fault(std::string_view name, Domain domain, std::span<const double> values) {
  for (std::size_t j = 0; j < values.size(); ++j) {
    const double v = values[j];
    const bool is_count = v >= 0 && v <= 0x1p53 && std::trunc(v) == v;
    const char* must = nullptr;
    if (!std::isfinite(v)) must = "finite";
    if (domain == Domain::positive && !(v > 0)) must = "greater than 0";
    if (domain == Domain::probability && !(v >= 0 && v <= 1)) must = "from 0 to 1";
    if (domain == Domain::count && !is_count) must = "a whole number, 0 ... 2^53";
    if (must == nullptr) continue;
    return text(name, values.size() == 1 ? text("") : text("[", j, "]"), " is ", v, "; it must be ", must);
  }
  return {};
}

std::string parameter_fault(const FixedValues& fixed, const Law& law) {
  for (const Law& part : law.parts) {
    const std::string fault = parameter_fault(fixed, part);
    if (!fault.empty()) return fault;
  }
  if (law.log_prob == nullptr) return {};
  for (std::size_t k = 0; k < law.parameters.size(); ++k) {
    const Domain domain = law.row != nullptr ? law.row->parameters[k].domain : law.family->parameters[k].domain;
    const bool logits = law.row != nullptr && law.log_prob->operands[k + 1] == "logits";  // may be -inf
    const std::string fault =
        logits ? "" : domain_fault(law.log_prob->operands[k + 1], domain, fixed[law.parameters[k]]);
    if (!fault.empty()) return text(law.name, ": ", fault);
  }
  return {};
}

}  // namespace

void read_observed(ModelExprs& model) {
  FixedValues fixed;
  for (const SiteExprs& site : model.sites) {
    if (site.facts.kind == ModelSite::Kind::observe) fixed.add(site.data);
    add_parameters(fixed, site.law);
  }
  fixed.run();
  for (SiteExprs& site : model.sites) {
    std::string fault = parameter_fault(fixed, site.law);
    if (site.facts.kind == ModelSite::Kind::observe && fault.empty()) {
      const auto values = fixed[site.data];
      site.facts.observed.assign(values.begin(), values.end());
      fault = Checker(fixed, site.facts).fault(site.law);
    }
    if (fault.empty()) continue;
    throw_error(ErrorCode::invalid_argument, text("record ", site.facts.record), to_string(site.facts.kind), " ",
                site.facts.name, ": ", fault);
  }
}

}  // namespace tractable::detail
