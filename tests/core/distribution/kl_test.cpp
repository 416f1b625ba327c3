// Closed-form divergences against tests/reference/kl_conjugate_bic.json, and what holds for all of them.

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "support/distribution_cases.hpp"
#include "support/json.hpp"
#include "tractable/base/error.hpp"
#include "tractable/distribution/catalogue.hpp"

using namespace tractable;
using namespace tractable::test;

namespace {

/// The file has logits.
std::vector<double> softmax_of(std::vector<double> logits) {
  double sum = 0;
  for (double& each : logits) sum += each = std::exp(each);
  for (double& each : logits) each /= sum;
  return logits;
}

}  // namespace

TEST_CASE("KL divergences agree with mpmath") {
  const Json file = Json::reference("kl_conjugate_bic.json");
  int seen = 0;
  for (const Json& row : file["kl"].array()) {
    const std::string& name = row["p"].string();
    if (name != row["q"].string()) continue;
    for (const Family* each : families()) {
      if (each->name != name) continue;
      ++seen;
      const auto law = [each](std::vector<double> parameters) {
        if (each->name == "categorical") parameters = softmax_of(parameters);
        return Univariate(*each, parameters);
      };
      const Univariate p = law(row["p_par"].numbers()), q = law(row["q_par"].numbers());
      const double expected = row["closed"].number();
      CHECK_MESSAGE(std::abs(kl(p, q) - expected) <= 1e-12 * expected, name << " " << kl(p, q) << " " << expected);
    }
  }
  CHECK(seen == 38);
}

TEST_CASE("a KL divergence is 0 from a law to itself, and never below") {
  for (const DistributionCase& each : distribution_cases()) {
    const Univariate p = each.law();
    if (p.family().kl == nullptr) continue;
    CAPTURE(each.name());
    CHECK(std::abs(kl(p, p)) <= 1e-12);
    for (const DistributionCase& other : distribution_cases()) {
      // No closed form for different n or r.
      const bool counts = each.family == "binomial" || each.family == "neg_binomial";
      if (other.family != each.family || (counts && other.parameters[0] != each.parameters[0])) continue;
      CHECK(kl(p, other.law()) >= -1e-12);
    }
  }
  CHECK_THROWS_WITH_AS(
      (void)kl(make_univariate("normal", std::vector{0.0, 1.0}), make_univariate("gamma", std::vector{1.0, 1.0})),
      "kl: there is no closed form for normal and gamma", Error);
}
