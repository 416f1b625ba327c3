#pragma once

// The list that the declarations (special.hpp), the kernels' table (kernels.hpp), the self-test and the bindings are
// made from: a new function is one row here and its kernel.

#define TRACTABLE_SPECIAL_FUNCTIONS(X)                                                        \
  X(exp)            /* e^x */                                                                 \
  X(log)            /* natural logarithm; -inf at 0 */                                        \
  X(log1p)          /* log(1 + x), accurate near 0 */                                         \
  X(expm1)          /* e^x - 1, accurate near 0 */                                            \
  X(sin)            /* of an angle in radians */                                              \
  X(cos)            /* of an angle in radians */                                              \
  X(atan)           /* the angle in (-pi/2, pi/2) */                                          \
  X(tanh)           /* hyperbolic tangent */                                                  \
  X(sigmoid)        /* 1 / (1 + e^-x) */                                                      \
  X(softplus)       /* log(1 + e^x) */                                                        \
  X(log_sigmoid)    /* log(1 / (1 + e^-x)) */                                                 \
  X(erf)            /* 2/sqrt(pi) int_0^x exp(-t^2) dt */                                     \
  X(erfc)           /* 1 - erf(x), accurate in the right tail */                              \
  X(erfcx)          /* exp(x^2) erfc(x) */                                                    \
  X(normal_pdf)     /* phi(x) = exp(-x^2/2) / sqrt(2 pi) */                                   \
  X(normal_cdf)     /* Phi(x) = P(Z <= x) for standard normal Z, accurate in the left tail */ \
  X(normal_log_cdf) /* log Phi(x) */                                                          \
  X(normal_ppf)     /* Phi^-1(p), the quantile; -inf at 0, inf at 1 */                        \
  X(erfinv)         /* the inverse of erf; infinite at -1 and 1 */                            \
  X(erfcinv)        /* the inverse of erfc; inf at 0, -inf at 2 */                            \
  X(lgamma)         /* log |Gamma(x)|; inf at 0, -1, -2, ... */                               \
  X(deviance)       /* (1 + x) log(1 + x) - x, of small relative error near 0 */              \
  X(stirling)       /* log Gamma(x) - ((x - 1/2) log x - x + log(2 pi) / 2); inf at 0 */      \
  X(digamma)        /* d/dx log Gamma(x) = polygamma(0, x); NaN at -1, -2, ... */             \
  X(trigamma)       /* polygamma(1, x); inf at 0, -1, -2, ... */                              \
  X(tetragamma)     /* polygamma(2, x); NaN at -1, -2, ... */                                 \
  X(pentagamma)     /* polygamma(3, x); inf at 0, -1, -2, ... */                              \
  X(hexagamma)      /* polygamma(4, x); NaN at -1, -2, ... */
