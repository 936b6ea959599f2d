/**
 * One line of a report.
 * @param {string} name
 * @param {string} unit
 * @param {Record<string, number | { median: number, p10: number, p90: number }>} figures by contender, `ours` among them
 * @param {Record<string, number> | undefined} gates what `ours` or `ratioToBest` must not exceed: `{ ratioToBest: 0.55 }`
 * @param {Record<string, unknown>} [more] further fields of the line
 */
export function toCase(name, unit, figures, gates, more = {}) {
  const { ours, base, ...others } = figures;
  const rivals = Object.fromEntries(Object.entries(others).map(([rival, figure]) => [rival, tidy(medianOf(figure))]));
  const line = { case: name, unit, ours: tidy(medianOf(ours)), rivals, ratioToBest: null };
  const best = Math.min(...Object.values(rivals));
  // No rival, or one that costs nothing: there is no ratio.
  if (Number.isFinite(best) && best > 0) line.ratioToBest = ratio(line.ours, best);
  if (ours.p10 !== undefined) Object.assign(line, { p10: tidy(ours.p10), p90: tidy(ours.p90) });
  // Another build of ours in the same run, with --against.
  if (base !== undefined) line.base = tidy(medianOf(base));
  Object.assign(line, more);
  if (gates !== undefined) {
    const limits = Object.entries(gates);
    line.gate = limits.map(([field, atMost]) => `${field} <= ${atMost}`).join(' and ');
    line.pass = limits.every(([field, atMost]) => line[field] !== null && line[field] <= atMost);
  }
  return line;
}

export function ratio(a, b) {
  return Number((a / b).toFixed(3));
}

function medianOf(figure) {
  return typeof figure === 'number' ? figure : figure.median;
}

/** Four digits are more than any of these figures is worth. */
function tidy(value) {
  return Number(value.toPrecision(4));
}
