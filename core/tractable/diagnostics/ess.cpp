#include "tractable/diagnostics/ess.hpp"

#include <string_view>

#include "tractable/diagnostics/chain_statistics.hpp"
#include "tractable/diagnostics/mcse.hpp"
#include "tractable/diagnostics/rhat.hpp"

namespace tractable {
namespace {

ChainStatistics loaded(Chains x, std::string_view where) {
  ChainStatistics statistics;
  statistics.load(x, where);
  return statistics;
}

}  // namespace

double ess(Chains x) { return loaded(x, "ess").ess(); }
double ess_mean(Chains x) { return loaded(x, "ess_mean").ess_mean(); }
double ess_sd(Chains x) { return loaded(x, "ess_sd").ess_sd(); }
double ess_bulk(Chains x) { return loaded(x, "ess_bulk").ess_bulk(); }
double ess_tail(Chains x) { return loaded(x, "ess_tail").ess_tail(); }
double ess_quantile(Chains x, double p) { return loaded(x, "ess_quantile").ess_quantile(p); }
double ess_median(Chains x) { return loaded(x, "ess_median").ess_quantile(0.5); }

double rhat(Chains x) { return loaded(x, "rhat").rhat(); }
double rhat_basic(Chains x, bool split) { return loaded(x, "rhat_basic").rhat_basic(split); }

double mcse_mean(Chains x) { return loaded(x, "mcse_mean").mcse_mean(); }
double mcse_sd(Chains x) { return loaded(x, "mcse_sd").mcse_sd(); }
double mcse_quantile(Chains x, double p) { return loaded(x, "mcse_quantile").mcse_quantile(p); }

}  // namespace tractable
