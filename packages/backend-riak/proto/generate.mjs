// Writes src/messages/*.ts from the .proto files beside it: for each message an interface and a codec.
//   node proto/generate.mjs           writes
//   node proto/generate.mjs --check   writes nothing; fails and names the files that are out of date
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import protobuf from 'protobufjs';

const folder = import.meta.dirname;
const target = join(folder, '../src/messages');

/** Scalar type -> the methods of FrameWriter and MessageReader, the type in TypeScript, the wire type. */
const scalars = {
  bytes: { method: 'bytes', type: 'Buffer', wire: 2 },
  bool: { method: 'bool', type: 'boolean', wire: 0 },
  uint32: { method: 'uint32', type: 'number', wire: 0 },
  int64: { method: 'int64', type: 'bigint', wire: 0 },
  uint64: { method: 'uint64', type: 'bigint', wire: 0 },
  sint64: { method: 'sint64', type: 'bigint', wire: 0 },
  double: { method: 'double', type: 'number', wire: 1 },
  float: { method: 'float', type: 'number', wire: 5 },
};

const root = new protobuf.Root();
root.resolvePath = (_origin, file) => join(folder, basename(file));
const files = readdirSync(folder).filter((file) => file.endsWith('.proto'));
root.loadSync(files, { alternateCommentMode: true });
root.resolveAll();
const typescriptName = (file) => basename(file, '.proto').replaceAll('_', '-');

const stale = [];
for (const file of files) {
  const path = join(target, `${typescriptName(file)}.ts`);
  const text = format(path, source(file));
  if (text === read(path)) continue;
  stale.push(path);
  if (!process.argv.includes('--check')) writeFileSync(path, text);
}
if (process.argv.includes('--check') && stale.length > 0) {
  process.stderr.write(`out of date: ${stale.join(', ')}; run \`pnpm generate\` here\n`);
  process.exit(1);
}

function source(file) {
  const own = root.nestedArray.filter(({ filename }) => basename(filename) === file);
  const messages = own.filter((one) => one instanceof protobuf.Type);
  const enums = [...own, ...messages.flatMap((message) => message.nestedArray)].filter((one) => one instanceof protobuf.Enum);
  const fields = messages.flatMap((message) => message.fieldsArray);
  const imports = Map.groupBy(
    new Set(
      fields.map(({ resolvedType }) => resolvedType).filter((type) => type instanceof protobuf.Type && basename(type.filename) !== file),
    ),
    (type) => typescriptName(type.filename),
  );
  return [
    `// Generated from proto/${file} by \`pnpm generate\`.`,
    "import type { Codec } from '../wire/codec.js';",
    ...(messages.some(({ fieldsArray }) => fieldsArray.length === 0)
      ? ["import { type EmptyMessage, emptyMessage } from '../wire/empty-message.js';"]
      : []),
    ...[...imports].map(([name, types]) => `import { ${types.map((type) => type.name).join(', ')} } from './${name}.js';`),
    ...enums.map(enumeration),
    ...messages.map(message),
  ].join('\n\n');
}

function enumeration({ name, parent, values }) {
  const prefix = parent instanceof protobuf.Type ? parent.name : '';
  return `export const ${prefix}${name} = { ${Object.entries(values)
    .map(([key, number]) => `${key}: ${number}`)
    .join(', ')} } as const;`;
}

function message({ name, comment, fieldsArray }) {
  const code = /^code (\d+)$/.exec(comment ?? '')?.[1] ?? -1;
  const head = code < 0 ? '/** Nested only. */' : `/** Code ${code}. */`;
  if (fieldsArray.length === 0)
    return `${head}\nexport type ${name} = EmptyMessage;\nexport const ${name} = emptyMessage('${name}', ${code});`;
  const fields = fieldsArray.map(describe);
  const lines = (make) => fields.map(make).join('\n');
  return `${head}
export interface ${name} {
  ${lines(({ name, type, repeated }) => `${name}: ${repeated ? `${type}[]` : `${type} | undefined`};`)}
}
export const ${name}: Codec<${name}> = {
  name: '${name}',
  code: ${code},
  write(writer, message) {
    ${lines(writing)}
  },
  read(reader, end, message = { ${fields.map(({ name, repeated }) => `${name}: ${repeated ? '[]' : 'undefined'}`).join(', ')} }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) { ${lines(reading)} default: reader.skip(tag, end); }
    }
    return message;
  },
};`;
}

function describe(field) {
  const { id, repeated, resolvedType } = field;
  const name = protobuf.util.camelCase(field.name);
  if (resolvedType instanceof protobuf.Type) return { name, id, repeated, type: resolvedType.name, codec: resolvedType.name, wire: 2 };
  return { name, id, repeated, ...scalars[resolvedType instanceof protobuf.Enum ? 'uint32' : field.type] };
}

function writing({ name, id, repeated, codec, method, wire }) {
  const tag = id * 8 + wire;
  const write = (value) => (codec ? `writer.message(${tag}, ${codec}, ${value})` : `writer.${method}(${tag}, ${value})`);
  if (!repeated) return `if (message.${name} !== undefined) ${write(`message.${name}`)};`;
  return `if (message.${name} !== undefined) for (const item of message.${name}) ${write('item')};`;
}

function reading({ name, id, repeated, codec, method, wire }) {
  const field = `message.${name}`;
  const read = codec
    ? `reader.message(${codec}, end${repeated ? '' : `, ${field}`})`
    : `reader.${method}(${method === 'bytes' ? 'end' : ''})`;
  const cases = [`case ${id * 8 + wire}: ${repeated ? `${field}.push(${read})` : `${field} = ${read}`}; break;`];
  // A repeated number may also come packed: all in one run of bytes.
  if (repeated && wire !== 2)
    cases.push(`case ${id * 8 + 2}: for (const last = reader.length(end); reader.position < last; ) ${field}.push(${read}); break;`);
  return cases.join('\n');
}

function format(path, text) {
  return execFileSync('biome', ['format', `--stdin-file-path=${path}`], { input: text, encoding: 'utf8' });
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
