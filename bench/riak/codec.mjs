import { create, createFileRegistry, fromBinary, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import protobuf from 'protobufjs';
import descriptor from 'protobufjs/ext/descriptor.js';
import { toCase } from '../lib/cases.mjs';
import { rounds } from '../lib/rounds.mjs';
import { load } from './load.mjs';

const proto = new URL('../../packages/backend-riak/proto/riak_kv.proto', import.meta.url).pathname;

/** A put written as a frame, and the reply of a get read from one, at three sizes of value. */
export async function codec({ messages, ...effort }) {
  const [{ FrameWriter }, { MessageReader }, kv] = await Promise.all([
    load('wire/frame-writer'),
    load('wire/message-reader'),
    load('messages/riak-kv'),
  ]);
  const root = protobuf.loadSync(proto);
  const registry = registryOf(root);
  const cases = [];
  for (const bytes of [100, 10_000, 1_000_000]) {
    process.stderr.write(`  messages of ${bytes} bytes\n`);
    const { put, reply } = samples(bytes);
    const count = Math.max(10, Math.round(messages / Math.max(1, bytes / 10_000)));
    const writer = new FrameWriter();
    const Put = root.lookupType('RpbPutReq');
    const Get = root.lookupType('RpbGetResp');
    const theirPut = Put.create(put);
    const putSchema = registry.getMessage('RpbPutReq');
    const bufPut = create(putSchema, { ...put, content: create(registry.getMessage('RpbContent'), put.content) });
    const getSchema = registry.getMessage('RpbGetResp');
    const wire = Buffer.from(Get.encode(reply).finish());
    const framed = (message, code) => {
      const header = Buffer.allocUnsafe(5);
      header.writeUInt32BE(message.length + 1, 0);
      header[4] = code;
      return [header, message];
    };
    const encoders = [
      contender('ours', count, () => {
        writer.frame(kv.RpbPutReq, put);
        return writer.take();
      }),
      contender('protobufjs', count, () => framed(Put.encode(theirPut).finish(), 11)),
      contender('@bufbuild/protobuf', count, () => framed(toBinary(putSchema, bufPut), 11)),
    ];
    const decoders = [
      contender('ours', count, () => new MessageReader(wire).root(kv.RpbGetResp, wire.length)),
      contender('protobufjs', count, () => Get.decode(wire)),
      contender('@bufbuild/protobuf', count, () => fromBinary(getSchema, wire)),
    ];
    const gate = { ratioToBest: 1 };
    cases.push(toCase(`write a put of ${bytes} B`, 'ns', await rounds(encoders, effort), gate, { bytes }));
    cases.push(toCase(`read the reply of a get, ${bytes} B`, 'ns', await rounds(decoders, effort), gate, { bytes }));
  }
  return cases;
}

function contender(name, count, step) {
  // Each has a function of its own text, as callerLoop says.
  const loop = new Function('step', 'count', `/* ${name} */ let last; for (let i = 0; i < count; i++) last = step(); return last;`);
  return {
    name,
    run: async () => {
      const began = performance.now();
      loop(step, count);
      return ((performance.now() - began) * 1e6) / count;
    },
  };
}

function samples(bytes) {
  const value = Buffer.alloc(bytes, 'x');
  const contentType = Buffer.from('application/json');
  const vclock = Buffer.alloc(35, 3);
  const put = {
    bucket: Buffer.from('bucket'),
    key: Buffer.from('key-123'),
    vclock,
    content: { value, contentType },
    w: 2,
    returnBody: true,
  };
  const content = { value, contentType, vtag: Buffer.from('348koqV1mlJnRfDaz7nAhI'), lastMod: 1_795_463_912, lastModUsecs: 267_582 };
  return { put, reply: { content: [content], vclock } };
}

/** The same .proto file for @bufbuild/protobuf. */
function registryOf(root) {
  root.resolveAll();
  const set = root.toDescriptor('proto2');
  for (const message of set.file.flatMap(({ messageType }) => messageType)) {
    for (const field of message.field.filter(({ typeName }) => typeName && !typeName.startsWith('.'))) {
      const isNested = message.enumType.some(({ name }) => name === field.typeName);
      field.typeName = isNested ? `.${message.name}.${field.typeName}` : `.${field.typeName}`;
    }
  }
  return createFileRegistry(fromBinary(FileDescriptorSetSchema, descriptor.FileDescriptorSet.encode(set).finish()));
}
