import type * as Ldapts from 'ldapts';
import { elementAt } from '../link/ber.js';
import type { LdapDriver, LdapRequest, LdapResponse, WireAttribute } from './ldap-driver.js';
import { resultParts } from './result-parts.js';

type WrittenMessage = { write(): Buffer };
/** What of a result ldapts has no exported class for. */
type Result = Pick<Ldapts.SearchResponse, 'messageId' | 'status' | 'matchedDN' | 'errorMessage' | 'controls'>;

/** The messages of ldapts. */
export class LdaptsDriver implements LdapDriver {
  readonly name = 'ldapts';
  readonly #ldapts: typeof Ldapts;
  readonly #parser: Ldapts.MessageParser;
  readonly #Filter: new (
    bytes: Buffer,
  ) => Ldapts.Filter;
  /** What the parser has just said: it is given one whole message at a time. */
  #said: { readonly message: unknown } | { readonly error: unknown } | undefined;

  constructor(ldapts: typeof Ldapts) {
    this.#ldapts = ldapts;
    this.#Filter = writtenFilter(ldapts);
    this.#parser = new ldapts.MessageParser();
    this.#parser.on('message', (message) => {
      this.#said = { message };
    });
    this.#parser.on('error', (error) => {
      this.#said = { error };
    });
  }

  encode(messageId: number, request: LdapRequest): Buffer {
    return this.#message(messageId, request).write();
  }

  decode(frame: Buffer): LdapResponse {
    this.#said = undefined;
    this.#parser.read(frame, new Map());
    const said = this.#said as { readonly message: unknown } | { readonly error: unknown } | undefined;
    if (said === undefined || 'error' in said) throw said?.error ?? new TypeError('ldapts found no message in it');
    const { message } = said;
    if (message instanceof this.#ldapts.SearchEntry) {
      const attributes = message.attributes.map(({ type, parsedBuffers, values }) => ({
        type,
        values: parsedBuffers,
        text: asText(values),
      }));
      return { kind: 'entry', id: message.messageId, dn: message.name, attributes };
    }
    if (message instanceof this.#ldapts.SearchReference) return { kind: 'reference', id: message.messageId, uris: message.uris };
    const { messageId: id, status: code, matchedDN: matchedDn, errorMessage, controls = [] } = message as Result;
    const page = controls.find((control) => control instanceof this.#ldapts.PagedResultsControl);
    return { kind: 'result', id, code, matchedDn, message: errorMessage, cookie: page?.value?.cookie, ...resultParts(frame, code) };
  }

  #message(messageId: number, request: LdapRequest): WrittenMessage {
    const ldapts = this.#ldapts;
    switch (request.op) {
      case 'bind':
        return new ldapts.BindRequest({ messageId, dn: request.dn, password: request.password });
      case 'unbind':
        return new ldapts.UnbindRequest({ messageId });
      case 'abandon':
        return new ldapts.AbandonRequest({ messageId, abandonId: request.target });
      case 'search': {
        const { base, scope, derefAliases, sizeLimit, timeLimit, typesOnly, attributes, page } = request;
        return new ldapts.SearchRequest({
          messageId,
          baseDN: base,
          scope,
          derefAliases,
          sizeLimit,
          timeLimit,
          returnAttributeValues: !typesOnly,
          filter: new this.#Filter(request.filter),
          attributes: [...attributes],
          ...(page && { controls: [new ldapts.PagedResultsControl({ critical: true, value: page })] }),
        });
      }
      case 'compare':
        return new ldapts.CompareRequest({ messageId, dn: request.dn, attribute: request.attribute, value: request.value });
      case 'add':
        return new ldapts.AddRequest({ messageId, dn: request.dn, attributes: request.attributes.map((one) => this.#attribute(one)) });
      case 'modify': {
        const changes = request.changes.map(
          ({ operation, attribute }) => new ldapts.Change({ operation, modification: this.#attribute(attribute) }),
        );
        return new ldapts.ModifyRequest({ messageId, dn: request.dn, changes });
      }
      case 'delete':
        return new ldapts.DeleteRequest({ messageId, dn: request.dn });
      case 'modifyDn': {
        const { dn, newRdn, newSuperior, deleteOldRdn } = request;
        return new ldapts.ModifyDNRequest({ messageId, dn, newRdn, deleteOldRdn, ...(newSuperior !== undefined && { newSuperior }) });
      }
      case 'extended':
        return new ldapts.ExtendedRequest({ messageId, oid: request.oid, ...(request.value && { value: request.value }) });
    }
  }

  #attribute({ type, values }: WireAttribute): Ldapts.Attribute {
    return new this.#ldapts.Attribute({ type, values: [...values] });
  }
}

/** ldapts leaves bytes what is no text. */
function asText(values: readonly (string | Buffer)[]): readonly string[] | undefined {
  return values.every((value) => typeof value === 'string') ? values : undefined;
}

/** A filter that is written already. */
function writtenFilter({ Filter }: typeof Ldapts): new (bytes: Buffer) => Ldapts.Filter {
  return class extends Filter {
    override readonly type: Ldapts.Filter['type'];
    readonly #bytes: Buffer;

    constructor(bytes: Buffer) {
      super();
      this.#bytes = bytes;
      this.type = bytes[0] as Ldapts.Filter['type'];
    }

    override write(writer: Ldapts.BerWriter): void {
      const { tag, start } = elementAt(this.#bytes, 0) ?? { tag: 0, start: 0 };
      writer.writeBuffer(this.#bytes.subarray(start), tag);
    }

    // ldapts makes text of a message, for its log.
    override toString(): string {
      return `a filter of ${this.#bytes.length} bytes`;
    }
  };
}
