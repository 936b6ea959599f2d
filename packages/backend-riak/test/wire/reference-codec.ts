import { join } from 'node:path';
import {
  create,
  createFileRegistry,
  type DescField,
  type DescMessage,
  fromBinary,
  type Message,
  ScalarType,
  toBinary,
} from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import protobuf from 'protobufjs';
import 'protobufjs/ext/descriptor.js';
import { MessageReader } from '../../src/wire/message-reader.js';

const files = ['riak', 'riak_kv', 'riak_dt', 'riak_search', 'riak_yokozuna', 'riak_ts', 'riak_repl'];

/** The part of a descriptor that is read here. */
interface Descriptor {
  file: { messageType: { name: string; enumType: { name: string }[]; field: { typeName?: string }[] }[] }[];
}

/** The messages of the .proto files as @bufbuild/protobuf reads them. */
const registry = (() => {
  const root = new protobuf.Root();
  root.resolvePath = (_origin, file) => join(import.meta.dirname, '../../proto', file.split('/').at(-1) as string);
  root.loadSync(files.map((file) => `${file}.proto`));
  root.resolveAll();
  const { descriptor } = protobuf as unknown as {
    descriptor: { FileDescriptorSet: { encode(set: Descriptor): { finish(): Uint8Array } } };
  };
  const set = (root as unknown as { toDescriptor(syntax: string): Descriptor }).toDescriptor('proto2');
  for (const message of set.file.flatMap(({ messageType }) => messageType)) {
    for (const field of message.field) {
      if (!field.typeName || field.typeName.startsWith('.')) continue;
      const isNested = message.enumType.some(({ name }) => name === field.typeName);
      field.typeName = isNested ? `.${message.name}.${field.typeName}` : `.${field.typeName}`;
    }
  }
  return createFileRegistry(fromBinary(FileDescriptorSetSchema, descriptor.FileDescriptorSet.encode(set).finish()));
})();

export function schemaOf(name: string): DescMessage {
  const schema = registry.getMessage(name);
  if (schema === undefined) throw new Error(`no message ${name}`);
  return schema;
}

/** What it reads: fields that are absent are left out. @throws Error when it is no such message */
export function referenceRead(name: string, bytes: Uint8Array): Record<string, unknown> {
  return plain(schemaOf(name), fromBinary(schemaOf(name), bytes));
}

function plain(schema: DescMessage, message: Message): Record<string, unknown> {
  const fields = message as unknown as Record<string, unknown>;
  return Object.fromEntries(
    schema.fields.flatMap((field) => {
      const value = fields[field.localName];
      const isSet =
        field.fieldKind === 'list' ? (value as unknown[]).length > 0 : Object.hasOwn(fields, field.localName) && value !== undefined;
      if (!isSet) return [];
      const { message: inner } = field;
      const one = (item: unknown): unknown => (inner ? plain(inner, item as Message) : item);
      return [[field.localName, field.fieldKind === 'list' ? (value as unknown[]).map(one) : one(value)]];
    }),
  );
}

/** Writes what our own messages hold. */
export function referenceWrite(name: string, message: Record<string, unknown>): Uint8Array {
  const schema = schemaOf(name);
  return toBinary(schema, create(schema, message as never));
}

/** A message without its enumerations: a number that is none of them is absent for the one codec, and a number for the other. */
export function withoutEnums(name: string, message: Record<string, unknown>): Record<string, unknown> {
  return without(schemaOf(name), message);
}

function without(schema: DescMessage, message: Record<string, unknown>): Record<string, unknown> {
  const kept = schema.fields.filter((field) => field.enum === undefined && message[field.localName] !== undefined);
  return Object.fromEntries(
    kept.map(({ localName, message: inner }) => {
      const value = message[localName];
      const one = (item: unknown): unknown => (inner ? without(inner, item as Record<string, unknown>) : item);
      return [localName, Array.isArray(value) ? value.map(one) : one(value)];
    }),
  );
}

/** True when every known field has the wire type that it should: the other codec does not look, we take others for unknown. */
export function hasSoundTypes(name: string, bytes: Buffer): boolean {
  return soundTypes(schemaOf(name), new MessageReader(bytes), bytes.length);
}

function soundTypes(schema: DescMessage, reader: MessageReader, end: number): boolean {
  while (reader.position < end) {
    const tag = reader.tag();
    const field = schema.fields.find(({ number }) => number === tag >>> 3);
    if (field?.message && (tag & 7) === 2) {
      if (!soundTypes(field.message, reader, reader.length(end))) return false;
      continue;
    }
    if (field !== undefined && (tag & 7) !== wireType(field)) return false;
    reader.skip(tag, end);
  }
  return true;
}

function wireType({ scalar, message }: DescField): number {
  if (message !== undefined || scalar === ScalarType.BYTES) return 2;
  return scalar === ScalarType.DOUBLE ? 1 : scalar === ScalarType.FLOAT ? 5 : 0;
}
