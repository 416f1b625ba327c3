// All rows of tests/reference/distributions.csv and distributions_extreme.csv that a family of the catalogue has.

#include "support/reference.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "tractable/distribution/catalogue.hpp"

using namespace tractable;
using namespace tractable::test;

namespace {

struct Row {
  std::string line, family, function;
  std::vector<double> parameters;
  double x;
  long double value;
};

std::vector<Row> rows(const std::string& file) {
  std::ifstream in(std::string(TRACTABLE_TEST_DATA) + "/" + file);
  std::string line;
  if (!std::getline(in, line) || line != "dist,fn,p1,p2,p3,x,value") throw std::runtime_error("cannot read the table");
  std::vector<Row> rows;
  while (std::getline(in, line)) {
    std::vector<std::string> fields(1);
    for (const char c : line) {
      if (c == ',')
        fields.emplace_back();
      else
        fields.back().push_back(c);
    }
    if (fields.size() != 7) throw std::runtime_error("not seven fields in the row " + line);
    Row row{line, fields[0], fields[1], {}, parse_double(fields[5], line), parse_field(fields[6], line)};
    for (std::size_t k = 2; k < 5; ++k) {
      if (!fields[k].empty()) row.parameters.push_back(parse_double(fields[k], line));
    }
    rows.push_back(row);
  }
  return rows;
}

bool in_catalogue(const std::string& name) {
  for (const Family* each : families()) {
    if (each->name == name) return true;
  }
  return false;
}

double value_of(const Univariate& law, const Row& row) {
  const std::string& f = row.function;
  if (f == "mean") return law.mean();
  if (f == "variance") return law.variance();
  if (f == "entropy") return law.entropy();
  if (f == "logpdf" || f == "logpmf") return law.log_prob(row.x);
  if (f == "cdf") return law.cdf(row.x);
  if (f == "sf") return law.sf(row.x);
  if (f == "logcdf") return law.log_cdf(row.x);
  if (f == "logsf") return law.log_sf(row.x);
  if (f == "ppf") return law.ppf(row.x);
  throw std::runtime_error("no function " + f);
}

/// The error in units of what TESTING.md allows.
double miss_of(const Row& row, double got) {
  if (static_cast<long double>(got) == row.value) return 0;
  double size = static_cast<double>(std::abs(row.value));
  const bool density = row.function.starts_with("logp");
  // Entropies are sums of logarithms; the median of a t around 0 is what mpmath's root finder left of 0.
  if (row.function == "entropy") size = std::max(size, 1.0);
  if (row.function == "ppf") size = std::max(size, 1e-28);
  const double tolerance = density ? 1e-13 * std::max(size, 1.0) : 1e-12 * size;
  const double error = static_cast<double>(std::abs(static_cast<long double>(got) - row.value));
  return std::isfinite(got) ? error / std::max(tolerance, std::numeric_limits<double>::denorm_min()) : 1e300;
}

std::set<std::string> check_file(const std::string& file) {
  std::set<std::string> seen;
  double worst = 0;
  for (const Row& row : rows(file)) {
    if (!in_catalogue(row.family)) continue;
    seen.insert(row.family);
    const double got = value_of(make_univariate(row.family, row.parameters), row);
    const double miss = miss_of(row, got);
    worst = std::max(worst, miss);
    CHECK_MESSAGE(miss <= 1, row.line << " but got " << got << ", " << miss << " times the tolerance");
  }
  MESSAGE("worst " << worst << " of the tolerance, " << seen.size() << " families");
  return seen;
}

}  // namespace

TEST_CASE("the distributions agree with 25 digits from mpmath") {
  // Bernoulli and categorical laws are not in it, nor those by logit and log rate.
  CHECK(check_file("distributions.csv").size() == families().size() - 5);
}

TEST_CASE("parameters of 1e8 and 1e-3, arguments of 1e-300 and 1e300") {
  CHECK(check_file("distributions_extreme.csv").size() >= 7);
}
