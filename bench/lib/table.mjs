/** A report for people: a table for each set of cases that have the same rivals. */
export function toTable({ bench, versions, machine, cases }) {
  const lines = [`${bench} · ${machine.cpu}, ${machine.cores} cores, ${machine.platform}`];
  lines.push(
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(' · '),
  );
  let header = '';
  for (const set of groups(cases)) {
    const names = contendersOf(set[0]);
    const rows = set.map((line) => [
      line.case,
      line.unit,
      show(line.ours),
      ...names.map((name) => show(name === 'base' ? line.base : line.rivals[name])),
      line.ratioToBest === null ? '' : String(line.ratioToBest),
      line.gate === undefined ? '' : `${line.pass ? 'ok' : 'MISSED'} (${line.gate})`,
    ]);
    header = ['case', 'unit', 'ours', ...names, 'ours / best', 'gate'];
    lines.push('', ...align([header, ...rows]));
  }
  return `${lines.join('\n')}\n`;
}

function contendersOf({ base, rivals }) {
  return [...(base === undefined ? [] : ['base']), ...Object.keys(rivals)];
}

function groups(cases) {
  const found = [];
  for (const line of cases) {
    const last = found.at(-1);
    if (last !== undefined && String(contendersOf(last[0])) === String(contendersOf(line))) last.push(line);
    else found.push([line]);
  }
  return found;
}

function show(figure) {
  if (figure === undefined || figure === null) return '-';
  return figure >= 100 ? Math.round(figure).toLocaleString('en') : String(figure);
}

/** Text to the left, figures to the right. */
function align(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const left = (column) => column < 2 || column === widths.length - 1;
  return rows.map((row) =>
    row
      .map((cell, column) => (left(column) ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
      .join('  ')
      .trimEnd(),
  );
}
