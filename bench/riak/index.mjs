import { codec } from './codec.mjs';
import { endToEnd } from './end-to-end.mjs';

const sizes = {
  full: { messages: 50_000, calls: 20_000, warmups: 2, rounds: 10, budgetMs: 12_000 },
  quick: { messages: 10_000, calls: 4_000, warmups: 1, rounds: 5, budgetMs: 2_500 },
  tiny: { messages: 20, calls: 20, warmups: 0, rounds: 1 },
};

/** Messages alone, against protobufjs and @bufbuild/protobuf; then calls to the test server, against the official client. */
export async function run({ size }) {
  return [...(await codec(sizes[size])), ...(await endToEnd(sizes[size]))];
}
