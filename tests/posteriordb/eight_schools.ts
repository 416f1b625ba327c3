// The data of eight schools (Rubin 1981): effects of coaching and their standard errors.

export const eightSchools = {
  J: 8,
  y: [28, 8, -3, 7, -1, 1, 18, 12],
  sigma: [15, 10, 16, 11, 9, 11, 10, 18],
};
