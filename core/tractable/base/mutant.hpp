#pragma once

// Seeded faults. A statistical or golden test is worth what it catches: in the build for `npm run test:long` (CMake's
// TRACTABLE_MUTANTS) the environment variable TRACTABLE_MUTANT switches one fault on, and the test that guards the
// place must fail (tests/mutants.mjs holds the list). In every other build `mutant` is the constant false.

namespace tractable {

enum class Mutant {
  none,
  // clang-format off: a comment that is not aligned does not touch its neighbours' lines
  philox_nine_rounds,  // simd/philox.hpp
  split_reuses_draws,  // base/key.cpp
  uniform_without_half,  // simd/fill.hpp
  box_muller_no_sqrt,  // simd/fill.hpp
  box_muller_no_sign,  // simd/fill.hpp
  fill_ignores_begin,  // simd/fill.hpp
  moments_without_shift,  // density/moments.cpp
  bandwidth_no_diagonal,  // density/hermite_sum.cpp
  bandwidth_wrong_power,  // density/bandwidth.cpp
  kde_narrow_window,  // density/kde.cpp
  kde_sample_no_noise,  // density/kde.cpp
  kde_upper_tail_by_cdf,  // density/kde.cpp
  normal_square_rounded,  // simd/normal.hpp
  ks_one_side,  // diagnostics/kolmogorov_smirnov.cpp
  log_cdf_word_lost,  // simd/normal.hpp
  adam_uncorrected,  // optim/methods.cpp
  adamw_coupled_decay,  // optim/methods.cpp
  restore_forgets_steps,  // optim/optimizer.cpp
  clip_always,  // optim/clip.cpp
  cosine_is_linear,  // optim/schedule.cpp
  darts_on_the_diagonal,  // bayes/venn.cpp
  evidence_mean_of_logs,  // bayes/evidence.cpp
  prior_draws_take_all,  // bayes/one_parameter.cpp
  bic_without_log,  // bayes/laplace.cpp
  normal_sample_variance,  // distribution/normal.cpp
  gamma_accepts_all,  // distribution/gamma.cpp
  binomial_accepts_all,  // distribution/binomial.cpp
  inverse_gamma_by_rate,  // distribution/inverse_gamma.cpp
  beta_sample_symmetric,  // distribution/beta.cpp
  student_t_no_root,  // distribution/student_t.cpp
  poisson_accepts_all,  // distribution/poisson.cpp
  geometric_from_zero,  // distribution/geometric.cpp
  neg_binomial_one_rate,  // distribution/neg_binomial.cpp
  categorical_swaps_ends,  // distribution/categorical.cpp
  multivariate_normal_upper_factor,  // distribution/multivariate_normal.cpp
  dirichlet_one_key,  // distribution/dirichlet.cpp
  multinomial_keeps_total,  // distribution/multinomial.cpp
  mixture_first_noise,  // distribution/mixture.cpp
  gaussian_mixture_equal_weights,  // distribution/gaussian_mixture.cpp
  ess_without_square,  // diagnostics/weights.cpp
  psis_without_prior,  // diagnostics/psis.cpp
  rejection_accepts_all,  // montecarlo/rejection.cpp
  ars_flat_segments,  // montecarlo/adaptive_rejection.cpp
  importance_unweighted,  // montecarlo/importance.cpp
  self_normalised_plain_error,  // montecarlo/importance.cpp
  control_variate_sign,  // montecarlo/control_variates.cpp
  antithetic_as_independent,  // montecarlo/control_variates.cpp
  ladder_wrong_power,  // montecarlo/ball.cpp
  moons_not_lifted,  // data/sets.cpp
  // clang-format on
};

#ifdef TRACTABLE_MUTANTS
/// Whether this fault is switched on: TRACTABLE_MUTANT holds its place in the enum.
[[nodiscard]] bool mutant(Mutant which) noexcept;
#else
[[nodiscard]] constexpr bool mutant(Mutant) noexcept { return false; }
#endif

}  // namespace tractable
