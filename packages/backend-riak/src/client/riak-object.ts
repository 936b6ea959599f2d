import type { RpbContent } from '../messages/riak-kv.js';
import type { Written } from '../wire/codec.js';

/** A link to another object, as Riak 1.x had them. */
export interface ObjectLink {
  readonly bucket: string;
  readonly key: string;
  readonly tag: string;
}

/** One version of an object, as it was read. */
export class RiakObject {
  /** Everything, in bytes, as it came. */
  readonly raw: RpbContent;

  constructor(raw: RpbContent) {
    this.raw = raw;
  }

  /** The value. Empty when only the metadata was asked for. */
  get value(): Buffer {
    return this.raw.value ?? Buffer.alloc(0);
  }

  /** The value as text, in UTF-8. */
  text(): string {
    return this.value.toString();
  }

  /**
   * The value read as JSON.
   * @throws SyntaxError when it is none
   */
  json<Value = unknown>(): Value {
    return JSON.parse(this.text());
  }

  get contentType(): string | undefined {
    return this.raw.contentType?.toString();
  }

  get charset(): string | undefined {
    return this.raw.charset?.toString();
  }

  get contentEncoding(): string | undefined {
    return this.raw.contentEncoding?.toString();
  }

  /** What the server calls this version. */
  get vtag(): string | undefined {
    return this.raw.vtag?.toString();
  }

  /** When it was written, to the millisecond. */
  get lastModified(): Date | undefined {
    const { lastMod, lastModUsecs = 0 } = this.raw;
    return lastMod === undefined ? undefined : new Date(lastMod * 1_000 + lastModUsecs / 1_000);
  }

  /** True: this version is the mark that a delete has left. */
  get deleted(): boolean {
    return this.raw.deleted === true;
  }

  /** Metadata of the application, as text. Bytes that are none are in `raw`. */
  get meta(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.raw.usermeta.map(({ key, value }) => [String(key), value?.toString() ?? '']));
  }

  /** Secondary indexes: field -> terms. Those of an `_int` field are decimal text, of any size. */
  get indexes(): Readonly<Record<string, readonly string[]>> {
    const fields = Map.groupBy(this.raw.indexes, ({ key }) => String(key));
    return Object.fromEntries([...fields].map(([field, pairs]) => [field, pairs.map(({ value }) => value?.toString() ?? '')]));
  }

  get links(): readonly ObjectLink[] {
    return this.raw.links.map(({ bucket, key, tag }) => ({ bucket: String(bucket ?? ''), key: String(key ?? ''), tag: String(tag ?? '') }));
  }

  /** What is written to store it again: without what the server makes itself. */
  get stored(): Written<RpbContent> {
    return { ...this.raw, vtag: undefined, lastMod: undefined, lastModUsecs: undefined, deleted: undefined };
  }
}
