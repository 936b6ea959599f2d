const WIDTH = 760;
const HEIGHT = 420;
const frame = { left: 64, right: 610, top: 56, bottom: 368 };
// Okabe and Ito's colours, those that stand out on white and on black alike.
const colours = { ours: '#0072b2', tarn: '#cc79a7', 'generic-pool': '#d55e00', 'lightning-pool': '#009e73', 'pg-pool': '#b8860b' };

/** Ns per call over the number of callers, both logarithmic: a line for each contender, labelled at its end. */
export function draw({ cases, versions }) {
  const points = cases.filter(({ case: name, callers }) => callers !== undefined && /callers?$/.test(name));
  const callers = points.map((point) => point.callers);
  const lines = Object.keys(colours)
    .map((name) => ({ name, figures: points.map(({ ours, rivals }) => (name === 'ours' ? ours : rivals[name])) }))
    .filter(({ figures }) => figures.every(Number.isFinite));
  const every = lines.flatMap(({ figures }) => figures);
  const low = niceBelow(Math.min(...every));
  const high = niceAbove(Math.max(...every));
  const x = scale(callers[0], callers.at(-1), frame.left, frame.right);
  const y = scale(low, high, frame.bottom, frame.top);

  const labels = spreadOut(lines.map(({ name, figures }) => ({ name, at: y(figures.at(-1)) })));
  const drawn = lines.map(({ name, figures }) => {
    const path = figures.map((figure, i) => `${fixed(x(callers[i]))},${fixed(y(figure))}`);
    const dots = path.map((point) => `<circle cx="${point.split(',')[0]}" cy="${point.split(',')[1]}" r="3" fill="${colours[name]}"/>`);
    const width = name === 'ours' ? 3 : 1.5;
    const label = name === 'ours' ? 'outpool' : `${name} ${versions[name] ?? ''}`;
    const weight = name === 'ours' ? ' font-weight="bold"' : '';
    return `<polyline points="${path.join(' ')}" fill="none" stroke="${colours[name]}" stroke-width="${width}"/>${dots.join('')}
<text x="${frame.right + 10}" y="${fixed(labels.get(name) + 4)}" fill="${colours[name]}"${weight}>${label}</text>`;
  });
  const gridX = callers.map(
    (n) => `<line x1="${fixed(x(n))}" x2="${fixed(x(n))}" y1="${frame.top}" y2="${frame.bottom}" class="grid"/>
<text x="${fixed(x(n))}" y="${frame.bottom + 18}" text-anchor="middle" class="ink">${n.toLocaleString('en')}</text>`,
  );
  const gridY = steps(low, high).map(
    (ns) => `<line x1="${frame.left}" x2="${frame.right}" y1="${fixed(y(ns))}" y2="${fixed(y(ns))}" class="grid"/>
<text x="${frame.left - 8}" y="${fixed(y(ns) + 4)}" text-anchor="end" class="ink">${ns.toLocaleString('en')}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="12">
<title>Ns per call over the number of callers</title>
<style>.ink{fill:#57606a}.grid{stroke:#8c959f;stroke-opacity:.35}@media(prefers-color-scheme:dark){.ink{fill:#b1bac4}}</style>
<text x="${frame.left}" y="22" font-size="15" class="ink">One awaited call over 10 warm connections</text>
<text x="${frame.left}" y="42" class="ink">ns per call, lower is better; rivals without timeouts · Node ${versions.node}</text>
${[...gridX, ...gridY, ...drawn].join('\n')}
<text x="${(frame.left + frame.right) / 2}" y="${HEIGHT - 12}" text-anchor="middle" class="ink">callers at once</text>
</svg>
`;
}

function scale(from, to, start, end) {
  return (value) => start + ((Math.log(value) - Math.log(from)) / (Math.log(to) - Math.log(from))) * (end - start);
}

const nice = [1, 2, 5].flatMap((digit) => [10, 100, 1_000, 10_000, 100_000, 1_000_000].map((power) => digit * power)).sort((a, b) => a - b);

function steps(low, high) {
  return nice.filter((value) => value >= low && value <= high);
}

function niceBelow(value) {
  return nice.findLast((step) => step <= value) ?? nice[0];
}

function niceAbove(value) {
  return nice.find((step) => step >= value) ?? nice.at(-1);
}

/** Labels that would cover each other move down. */
function spreadOut(labels) {
  const placed = new Map();
  let free = Number.NEGATIVE_INFINITY;
  for (const { name, at } of [...labels].sort((a, b) => a.at - b.at)) {
    const where = Math.max(at, free);
    placed.set(name, where);
    free = where + 16;
  }
  return placed;
}

function fixed(value) {
  return value.toFixed(1);
}
