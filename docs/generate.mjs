// Writes the tables of docs/configuration.md, docs/errors.md and docs/events.md from the built packages: what stands
// between `<!-- generated: name -->` and `<!-- end: name -->`. The prose around stays as it is.
//   node docs/generate.mjs           writes
//   node docs/generate.mjs --check   writes nothing; fails and names the files that are out of date
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const docs = dirname(fileURLToPath(import.meta.url));
const packages = resolve(docs, '../packages');
const load = (path) => import(pathToFileURL(join(packages, path)).href);

if (!existsSync(join(packages, 'core/dist/index.js'))) {
  console.error('packages/core/dist is not there: run `pnpm build` first');
  process.exit(1);
}
const { errorCodes, eventCatalogue, z } = await load('core/dist/index.js');
const { poolOptionsSchema } = await load('contract/dist/internal.js');
const { createCatalogue } = await load('core/dist/plugin/catalogue.js');
const { systemClock } = await load('core/dist/time/system-clock.js');

const stale = [
  update('configuration.md', [['pool options', optionsTable(poolOptionsSchema)], ...(await backendSections())]),
  update('errors.md', [['error codes', errorsTable()]]),
  update('events.md', [['events', eventsTable()]]),
].filter((file) => file !== undefined);

if (process.argv.includes('--check') && stale.length > 0) {
  console.error(`out of date: ${stale.join(', ')}; run \`pnpm build\` and \`pnpm generate\``);
  process.exit(1);
}

/** Puts sections between their markers; one without markers goes to the end. Gives the file's name if that changed it. */
function update(file, sections) {
  const path = join(docs, file);
  const before = readFileSync(path, 'utf8');
  let text = before;
  for (const [name, content, title] of sections) {
    const [start, end] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`];
    if (!text.includes(start)) text = `${text.trimEnd()}\n\n${title ? `### ${title}\n\n` : ''}${start}\n${end}\n`;
    const [from, to] = [text.indexOf(start) + start.length, text.indexOf(end)];
    if (to < from) throw new Error(`${file}: no ${end} after ${start}`);
    text = `${text.slice(0, from)}\n\n${content}\n\n${text.slice(to)}`;
  }
  if (text === before) return undefined;
  if (!process.argv.includes('--check')) writeFileSync(path, text);
  return file;
}

/** One section for each backend package that is built. */
async function backendSections() {
  const built = readdirSync(packages).filter((name) => name.startsWith('backend-') && existsSync(join(packages, name, 'dist/index.js')));
  const sections = [];
  for (const name of built) {
    const plugin = await load(`${name}/dist/index.js`);
    if (Object.keys(plugin).length === 0) continue;
    const catalogue = createCatalogue({ backends: [plugin], builtInStrategies: [], clock: systemClock });
    for (const type of catalogue.types()) {
      const { backend, manifest } = catalogue.backend(type);
      sections.push([`connection options of ${type}`, `${traits(manifest)}\n\n${optionsTable(backend.options)}`, `\`${type}\``]);
    }
  }
  return sections;
}

function traits({ concurrency, unsupportedStrategies, defaults }) {
  const calls = concurrency === 1 ? 'one call at a time' : `up to ${concurrency} calls at once`;
  const refused = unsupportedStrategies.map(code).join(', ');
  const other = Object.entries(defaults).map(([option, value]) => `${code(option)} ${code(shown(value))}`);
  return [
    `A connection serves ${calls}.`,
    ...(refused ? [`Refused strategies: ${refused}.`] : []),
    ...(other.length > 0 ? [`Pool options with another default: ${other.join(', ')}.`] : []),
  ].join(' ');
}

function errorsTable() {
  return table(
    ['Code', 'When', 'What helps'],
    Object.entries(errorCodes).map(([name, { when, remedy }]) => [code(name), when, remedy]),
  );
}

/** The fields stand in the types alone, so they are read from the declarations. */
function eventsTable() {
  const declarations = readFileSync(join(packages, 'contract/dist/pool-events.d.ts'), 'utf8');
  const rows = Object.entries(eventCatalogue).map(([name, when]) => {
    const body = declarations.match(new RegExp(`'${name.replace('.', '\\.')}': \\{([\\s\\S]*?)\\n {4}\\};`))?.[1];
    if (body === undefined) throw new Error(`contract/dist/pool-events.d.ts has no ${name}`);
    const fields = [...body.matchAll(/^\s*(?:readonly )?(\w+): ([^;]+);/gm)].map(([, field, type]) => code(`${field}: ${type}`));
    if (fields.length === 0) throw new Error(`contract/dist/pool-events.d.ts: found no fields of ${name}`);
    return [code(name), when, fields.join('<br>')];
  });
  return table(['Event', 'When', 'Fields'], rows);
}

function optionsTable(schema) {
  const override = ({ zodSchema, jsonSchema }) => {
    if (zodSchema._zod.def.type === 'custom') jsonSchema.title ??= 'function';
  };
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', override });
  return table(['Option', 'Value', 'Default', 'Meaning'], optionRows(json, ''));
}

/** A row for each described option, those inside blocks after their block. */
function optionRows(node, prefix) {
  const rows = new Map();
  for (const { properties = {}, required = [] } of alternatives(node)) {
    for (const [name, option] of Object.entries(properties)) {
      const path = `${prefix}${name}`;
      if (rows.has(path) || option.not) continue;
      const fallback = 'default' in option ? option.default : undefined;
      const isBlock = typeof fallback === 'object' && fallback !== null;
      const standard =
        required.includes(name) && fallback === undefined ? 'required' : fallback === undefined || isBlock ? '' : code(shown(fallback));
      if (option.description) rows.set(path, [[code(path), wordsFor(option, option.unit), standard, option.description]]);
      const inner = option.items ? optionRows(option.items, `${path}[].`) : optionRows(option, `${path}.`);
      rows.set(`${path} inside`, inner);
    }
  }
  return [...rows.values()].flat();
}

function alternatives(node) {
  return [node, ...[...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(node.allOf ?? [])].flatMap(alternatives)];
}

/** What may be written for an option, in words. */
function wordsFor(node, unit) {
  const choices = node.anyOf ?? node.oneOf;
  if (choices?.length === 3 && choices[1].properties?.env && choices[2].properties?.file) return 'secret';
  if (choices) return [...new Set(choices.map((choice) => wordsFor(choice, unit)))].join(' or ');
  if (node.enum) return node.enum.map((value) => code(shown(value))).join(', ');
  if ('const' in node) return code(shown(node.const));
  if (node.type === 'integer' || node.type === 'number') return numberOf(node, unit);
  if (node.type === 'boolean') return 'true or false';
  if (node.prefixItems) return code(`[${node.prefixItems.map((item) => item.title ?? item.type).join(', ')}]`);
  if (node.type === 'array') return `list (${node.items ? wordsFor(node.items) : 'anything'})`;
  const names = Object.keys(node.properties ?? {});
  if (names.some((name) => node.properties[name].description)) return 'block';
  if (names.length > 0) return code(`{ ${names.join(', ')} }`);
  return node.type ?? node.title ?? 'anything';
}

function numberOf({ type, minimum, exclusiveMinimum, maximum, exclusiveMaximum }, unit) {
  const kind = unit ?? (type === 'integer' ? 'whole number' : 'number');
  if (minimum !== undefined && maximum < Number.MAX_SAFE_INTEGER) return `${kind}, ${minimum} to ${maximum}`;
  const bounds = [
    [minimum, '≥'],
    [exclusiveMinimum, '>'],
    [maximum, '≤'],
    [exclusiveMaximum, '<'],
  ].filter(([bound]) => bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER);
  return [kind, ...bounds.map(([bound, sign]) => `${sign} ${bound}`)].join(' ');
}

/** A value as it is written in a config. JSON Schema has null where Infinity is meant. */
function shown(value) {
  if (value === null || value === Number.POSITIVE_INFINITY) return 'Infinity';
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
}

function code(text) {
  return `\`${text}\``;
}

/** A table as the formatter leaves it: columns of one width. */
function table(head, rows) {
  const cells = [head, ...rows].map((row) => row.map((cell) => String(cell).replaceAll('|', '\\|').replaceAll('\n', ' ')));
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => row[column].length)));
  const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(cells[0]), rule, ...cells.slice(1).map(line)].join('\n');
}
