#pragma once

#include "tractable/distribution/family.hpp"

// Student's t law: z = (x - loc) / scale has the density proportional to (1 + z^2 / df)^(-(df + 1) / 2), df, scale >
// 0. Mean NaN for df <= 1; variance infinite for 1 < df <= 2, NaN for df <= 1.

namespace tractable {

extern const Family kStudentT;

[[nodiscard]] Expr student_t_log_prob(Expr x, Expr df, Expr loc, Expr scale);

}  // namespace tractable
