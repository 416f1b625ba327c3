// Numbers as a person reads them.

/** Digits grouped by narrow spaces, a true minus. */
export const grouped = (value: number) => value.toLocaleString('en').replaceAll(',', ' ').replace('-', '−');

/** A fixed number of decimals, a true minus. */
export const fixed = (value: number, decimals: number) => {
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace('-', '') : text.replace('-', '−');
};

/** A tiny number as a power of ten: 3·10⁻¹⁷. */
export const tiny = (value: number) => {
  if (value === 0) return '0';
  const [digits, power] = value.toExponential(0).split('e') as [string, string];
  const raised = power
    .replace('-', '⁻')
    .replace('+', '')
    .replace(/\d/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]!);
  return `${digits}·10${raised}`;
};
