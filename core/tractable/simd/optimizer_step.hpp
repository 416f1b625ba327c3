#pragma once

#include <cstddef>

// One step of an optimizer is one pass over the parameters, the gradient and the state. What is the same for every
// parameter is worked out before it, in double (optim/optimizer.cpp), and stands here; the formulas are those of
// optimizer_kernels.hpp, where p is a parameter, g its gradient, m and v its first and second moment.

namespace tractable::simd {

struct OptimizerStep {
  double gradient = 1;      ///< g is multiplied by it first
  double weight_decay = 0;  ///< then g += weight_decay p
  double keep = 1;          ///< p is multiplied by it: weight decay apart from the gradient
  double rate = 0;          ///< p -= rate times the direction
  double decay1 = 0;        ///< m = decay1 m + gain1 g
  double gain1 = 0;
  double decay2 = 0;  ///< v = decay2 v + gain2 g^2
  double gain2 = 0;
  double scale2 = 1;  ///< adam: what v is multiplied by under the root, bias correction
  double eps = 0;
  bool momentum = false;  ///< sgd, rmsprop: has a buffer m, the last slot of the state
  bool nesterov = false;  ///< sgd
  bool centered = false;  ///< rmsprop: has a mean of g, slot 1 of the state
  bool maximum = false;   ///< adam: has the largest v so far, slot 2 of the state
};

/// state: pointers to the slots, n values each; parameters, gradient and slots do not overlap.
template <class T>
using OptimizerKernel = void (*)(const OptimizerStep& step, T* parameters, const T* gradient, T* const* state,
                                 std::size_t n);

/// The list that the kernels' table, its copies and the self-test are made from.
#define TRACTABLE_OPTIMIZERS(X) X(sgd) X(rmsprop) X(adagrad) X(adadelta) X(adam) X(adamax)

}  // namespace tractable::simd
