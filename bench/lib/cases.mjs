/**
 * One line of a report.
 * @param {string} name
 * @param {string} unit
 * @param {Record<string, number | { median: number, p10: number, p90: number }>} figures by contender, `ours` among them
 * @param {{ of?: string, atMost: number } | undefined} gate what `ratioToBest`, or another field of the case, must not exceed
 */
export function toCase(name, unit, figures, gate, more = {}) {
  const { ours, base, ...others } = figures;
  const rivals = Object.fromEntries(Object.entries(others).map(([rival, figure]) => [rival, tidy(medianOf(figure))]));
  const best = Math.min(...Object.values(rivals));
  const line = { case: name, unit, ours: tidy(medianOf(ours)), rivals, ratioToBest: null };
  if (Number.isFinite(best)) line.ratioToBest = ratio(line.ours, best);
  if (ours.p10 !== undefined) Object.assign(line, { p10: tidy(ours.p10), p90: tidy(ours.p90) });
  // Another build of ours in the same run, with --against.
  if (base !== undefined) line.base = tidy(medianOf(base));
  Object.assign(line, more);
  if (gate !== undefined) {
    const of = gate.of ?? 'ratioToBest';
    line.gate = `${of} <= ${gate.atMost}`;
    line.pass = line[of] <= gate.atMost;
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
