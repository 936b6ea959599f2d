import { RiakError } from '../link/riak-error.js';
import { type Content, contentFields } from './content.js';
import { RiakObject } from './riak-object.js';

/** Makes one of several versions: one of them, or a new content. Called only when there are several. */
export type Resolver = (siblings: readonly RiakObject[]) => Content;

/** The resolver that takes the version written last, and loses the others. */
export const newest: Resolver = (siblings) =>
  siblings.reduce((latest, sibling) => ((sibling.lastModified ?? 0) > (latest.lastModified ?? 0) ? sibling : latest));

/**
 * What the resolver makes of several versions.
 * @throws RiakError `SIBLINGS` when it gives nothing, or a list
 */
export function resolved(siblings: readonly RiakObject[], resolve: Resolver): RiakObject {
  const one: unknown = resolve(siblings);
  if (one instanceof RiakObject) return one;
  if (one === undefined || one === null || Array.isArray(one))
    throw new RiakError('SIBLINGS', 'the resolver gave nothing, or a list, where one object was expected');
  const fields = contentFields(one as Content);
  const bytes = (value: Uint8Array | string | undefined) => (value === undefined ? undefined : Buffer.from(value as Uint8Array));
  const pairs = (list: typeof fields.usermeta) => (list ?? []).map(({ key, value }) => ({ key: bytes(key), value: bytes(value) }));
  return new RiakObject({
    value: bytes(fields.value),
    contentType: bytes(fields.contentType),
    charset: bytes(fields.charset),
    contentEncoding: bytes(fields.contentEncoding),
    vtag: undefined,
    lastMod: undefined,
    lastModUsecs: undefined,
    deleted: undefined,
    usermeta: pairs(fields.usermeta),
    indexes: pairs(fields.indexes),
    links: (fields.links ?? []).map(({ bucket, key, tag }) => ({ bucket: bytes(bucket), key: bytes(key), tag: bytes(tag) })),
  });
}
