// Which party voters lean to, by what they think and who they are (American National Election Studies).
model(({ sample, observe, data }) => {
  const beta = sample('beta', flat(), 9);
  const sigma = sample('sigma', flat({ low: 0 }));
  const is = (age) => data.age_discrete.map((each) => (each === age ? 1 : 0));
  const { real_ideo, race_adj, educ1, gender, income } = data;
  const columns = [real_ideo, race_adj, is(2), is(3), is(4), educ1, gender, income];
  const rows = data.partyid7.map((_, i) => [1, ...columns.map((column) => column[i])]);
  observe(data.partyid7, normal(matmul(beta, rows, 'b'), sigma));
});
