import { RiakError } from '../link/riak-error.js';
import type { RpbGetResp, RpbPutResp } from '../messages/riak-kv.js';
import { type Resolver, resolved } from './resolver.js';
import { RiakObject } from './riak-object.js';

/** What a get found. */
export class Fetched {
  /** Every version, marks of deletes among them. */
  readonly versions: readonly RiakObject[];
  /** The causal context: give it to the put that follows. Opaque. */
  readonly vclock: Buffer | undefined;
  readonly #unchanged: boolean;

  constructor({ content, vclock, unchanged }: RpbGetResp) {
    this.versions = content.map((one) => new RiakObject(one));
    this.vclock = vclock;
    this.#unchanged = unchanged === true;
  }

  /**
   * - `found`: one object, or one beside marks of deletes
   * - `siblings`: several objects, written by clients who did not know of each other
   * - `missing`: nothing
   * - `deleted`: nothing but the mark of a delete, and its `vclock` when `deletedVclock` asked for it
   * - `unchanged`: still the version that `ifModified` named
   */
  get outcome(): 'found' | 'siblings' | 'missing' | 'deleted' | 'unchanged' {
    if (this.#unchanged) return 'unchanged';
    const living = this.siblings.length;
    if (living > 0) return living === 1 ? 'found' : 'siblings';
    return this.vclock === undefined ? 'missing' : 'deleted';
  }

  /** True when there is an object, or several. */
  get found(): boolean {
    return this.versions.some(({ deleted }) => !deleted);
  }

  /** The versions that are objects. */
  get siblings(): readonly RiakObject[] {
    return this.versions.filter(({ deleted }) => !deleted);
  }

  /**
   * The one object there is; `undefined` when there is none.
   * @throws RiakError `SIBLINGS` when there are several
   */
  get object(): RiakObject | undefined {
    const [first, ...others] = this.siblings;
    if (others.length > 0) throw new RiakError('SIBLINGS', `${others.length + 1} versions of the object are there`);
    return first;
  }

  /**
   * The one object there is, or what the resolver makes of several.
   * @throws RiakError `SIBLINGS` when there are several and no resolver
   */
  resolve(resolver: Resolver | undefined): RiakObject | undefined {
    const { siblings } = this;
    return siblings.length < 2 || resolver === undefined ? this.object : resolved(siblings, resolver);
  }

  /** The value of the one object. */
  get value(): Buffer | undefined {
    return this.object?.value;
  }

  /** The value of the one object as text. */
  text(): string | undefined {
    return this.object?.text();
  }

  /** The value of the one object read as JSON. */
  json<Value = unknown>(): Value | undefined {
    return this.object?.json<Value>();
  }
}

/** What a put did. Versions are there when `returnBody` or `returnHead` asked for them. */
export class Stored extends Fetched {
  /** The key that the server made, where none was given. */
  readonly key: string | undefined;

  constructor({ content, vclock, key }: RpbPutResp) {
    super({ content, vclock, unchanged: undefined });
    this.key = key?.toString();
  }
}
