import type { Codec, Written } from './codec.js';
import { readTerm, type Term, writeTerm } from './erlang-term.js';

/** A message that is no message of fields, but one term of Erlang. Absent in an answer that says nothing. */
export interface TsTtbMsg {
  term: Term | undefined;
}

export const TsTtbMsg: Codec<TsTtbMsg> = {
  name: 'TsTtbMsg',
  code: 104,
  write(writer, { term }: Written<TsTtbMsg>) {
    if (term !== undefined) writer.raw(writeTerm(term as Term));
  },
  read(reader, end) {
    const bytes = reader.raw(end);
    return { term: bytes.length === 0 ? undefined : readTerm(bytes) };
  },
};
