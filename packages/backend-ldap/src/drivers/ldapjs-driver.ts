import { operationAt } from '../link/ber.js';
import type { LdapDriver, LdapRequest, LdapResponse, WireAttribute } from './ldap-driver.js';
import { resultParts } from './result-parts.js';

interface Reader {
  readSequence(): number | null;
  readInt(): number;
}

interface Writer {
  startSequence(tag: number): void;
  writeString(text: string, tag: number): void;
  writeBuffer(bytes: Buffer, tag: number): void;
  endSequence(): void;
}

interface Message {
  readonly messageId: number;
  readonly status: number;
  readonly matchedDN: string;
  readonly diagnosticMessage: string;
  /** Of a reference alone. */
  readonly uri?: readonly string[];
  readonly controls: readonly { readonly type: string; readonly value?: { readonly cookie?: Buffer } }[];
}
type MessageClass = new (options: object) => { toBer(): { readonly buffer: Buffer } };

/** What this driver uses of ldapjs, which brings no types. */
export interface Ldapjs {
  readonly LDAPMessage: { parse(reader: Reader): Message };
  readonly SearchEntry: { parseToPojo(reader: Reader): { objectName: string; attributes: { type: string; buffers: Buffer[] }[] } };
  readonly Attribute: new (options: { type: string; values: readonly Buffer[] }) => object;
  readonly Change: new (options: { operation: string; modification: object }) => object;
  readonly PagedResultsControl: new (options: object) => object;
  readonly BindRequest: MessageClass;
  readonly UnbindRequest: MessageClass;
  readonly AbandonRequest: MessageClass;
  readonly SearchRequest: MessageClass;
  readonly CompareRequest: MessageClass;
  readonly AddRequest: MessageClass;
  readonly ModifyRequest: MessageClass;
  readonly DeleteRequest: MessageClass;
  readonly ModifyDNRequest: MessageClass;
  readonly ExtendedRequest: MessageClass;
}

const PAGED_RESULTS = '1.2.840.113556.1.4.319';
const SEARCH_ENTRY = 0x64;
const EXTENDED_REQUEST = 0x77;
const SCOPES = { base: 0, one: 1, sub: 2 } as const;
const DEREF_ALIASES = { never: 0, search: 1, find: 2, always: 3 } as const;

/** The messages of ldapjs. */
export class LdapjsDriver implements LdapDriver {
  readonly name = 'ldapjs';
  readonly #ldapjs: Ldapjs;
  readonly #Reader: new (
    bytes: Buffer,
  ) => Reader;
  readonly #Extended: MessageClass;

  constructor(ldapjs: Ldapjs) {
    this.#ldapjs = ldapjs;
    // Its reader is not exported, but every message that it writes is one.
    this.#Reader = new ldapjs.UnbindRequest({ messageId: 1 }).toBer().constructor as new (bytes: Buffer) => Reader;
    this.#Extended = extendedRequest(ldapjs);
  }

  encode(messageId: number, request: LdapRequest): Buffer {
    return this.#message(messageId, request).toBer().buffer;
  }

  decode(frame: Buffer): LdapResponse {
    const reader = new this.#Reader(frame);
    if (frame[operationAt(frame)] === SEARCH_ENTRY) {
      // Made a message, the entry would get another DN: ldapjs reads it and writes it anew, with other letters where some are escaped.
      reader.readSequence();
      const id = reader.readInt();
      const { objectName, attributes } = this.#ldapjs.SearchEntry.parseToPojo(reader);
      return { kind: 'entry', id, dn: objectName, attributes: attributes.map(({ type, buffers }) => ({ type, values: buffers })) };
    }
    const {
      messageId: id,
      status: code,
      matchedDN: matchedDn,
      diagnosticMessage: message,
      uri,
      controls,
    } = this.#ldapjs.LDAPMessage.parse(reader);
    if (uri !== undefined) return { kind: 'reference', id, uris: uri };
    const cookie = controls.find(({ type }) => type === PAGED_RESULTS)?.value?.cookie;
    return { kind: 'result', id, code, matchedDn, message, cookie, ...resultParts(frame, code) };
  }

  #message(messageId: number, request: LdapRequest): InstanceType<MessageClass> {
    const ldapjs = this.#ldapjs;
    switch (request.op) {
      case 'bind':
        return new ldapjs.BindRequest({ messageId, name: request.dn, credentials: request.password });
      case 'unbind':
        return new ldapjs.UnbindRequest({ messageId });
      case 'abandon':
        return new ldapjs.AbandonRequest({ messageId, abandonId: request.target });
      case 'search': {
        const { base, scope, derefAliases, filter, page, ...rest } = request;
        return new ldapjs.SearchRequest({
          messageId,
          ...rest,
          baseObject: writtenDn(base),
          scope: SCOPES[scope],
          derefAliases: DEREF_ALIASES[derefAliases],
          filter: { [Symbol.toStringTag]: 'FilterString', toBer: () => ({ buffer: filter }) },
          controls: page === undefined ? [] : [new ldapjs.PagedResultsControl({ criticality: true, value: page })],
        });
      }
      case 'compare':
        return new ldapjs.CompareRequest({ messageId, entry: writtenDn(request.dn), attribute: request.attribute, value: request.value });
      case 'add': {
        const attributes = request.attributes.map((one) => this.#attribute(one));
        return new ldapjs.AddRequest({ messageId, entry: writtenDn(request.dn), attributes });
      }
      case 'modify': {
        const changes = request.changes.map(
          ({ operation, attribute }) => new ldapjs.Change({ operation, modification: this.#attribute(attribute) }),
        );
        return new ldapjs.ModifyRequest({ messageId, object: writtenDn(request.dn), changes });
      }
      case 'delete':
        return new ldapjs.DeleteRequest({ messageId, entry: writtenDn(request.dn) });
      case 'modifyDn': {
        const { dn, newRdn, newSuperior, deleteOldRdn } = request;
        const parent = newSuperior === undefined ? undefined : writtenDn(newSuperior);
        return new ldapjs.ModifyDNRequest({
          messageId,
          entry: writtenDn(dn),
          newRdn: writtenDn(newRdn),
          newSuperior: parent,
          deleteOldRdn,
        });
      }
      case 'extended':
        return new this.#Extended({ messageId, requestName: request.oid, requestValue: request.value });
    }
  }

  #attribute(attribute: WireAttribute): object {
    return new this.#ldapjs.Attribute(attribute);
  }
}

/** A DN that ldapjs sends as it is. Its own class takes `cn=a\,b` apart and puts other letters together. */
function writtenDn(text: string): object {
  return { [Symbol.toStringTag]: 'LdapDn', toString: () => text };
}

/** ldapjs takes the value of an extended operation for text, and knows the parts of two of them; this one takes bytes. */
function extendedRequest({ ExtendedRequest }: Ldapjs): MessageClass {
  return class extends ExtendedRequest {
    declare readonly requestName: string;
    declare readonly requestValue: Buffer | undefined;

    _toBer(writer: Writer): Writer {
      writer.startSequence(EXTENDED_REQUEST);
      writer.writeString(this.requestName, 0x80);
      if (this.requestValue !== undefined) writer.writeBuffer(this.requestValue, 0x81);
      writer.endSequence();
      return writer;
    }
  };
}
