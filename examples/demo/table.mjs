const COLUMNS = ['pool', 'host', 'state', 'workers', 'running', 'waiting', 'calls/s', 'p50 ms', 'p99 ms', 'errors'];

/** One row for each pool: rates are those since the last time. */
export class Table {
  #before = new Map();
  #at = performance.now();

  rows(allStats) {
    const now = performance.now();
    const seconds = (now - this.#at) / 1_000;
    this.#at = now;
    return allStats.map((stats) => {
      const { key, calls } = stats;
      const id = `${key.type}/${key.host}/${key.tag}`;
      const rate = Math.round((calls.ok - (this.#before.get(id) ?? 0)) / seconds);
      this.#before.set(id, calls.ok);
      const name = key.tag === 'default' ? key.type : `${key.type} ${key.tag}`;
      const workers = `${stats.workers.ready}/${stats.workers.wanted}`;
      return [
        name,
        key.host,
        stats.state,
        workers,
        stats.running,
        stats.waiting,
        rate,
        stats.runMs.p50.toFixed(1),
        stats.runMs.p99.toFixed(1),
        failuresOf(stats),
      ].map(String);
    });
  }

  lines(allStats) {
    const rows = [COLUMNS, ...this.rows(allStats)];
    const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column].length)));
    return rows.map((row) =>
      row.map((cell, column) => (column < 3 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join('  '),
    );
  }
}

/** Calls that did not end as their caller wished. */
export function failuresOf({ calls }) {
  return calls.failed + calls.timedOut + calls.cancelled + calls.lost + calls.dropped + calls.refused;
}
