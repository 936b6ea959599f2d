import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RiakClient, type RiakObject } from '../../src/client.js';
import { RiakServer } from '../../src/testing.js';

const CLIENTS = 3;
const runs = Number(process.env.OUTPOOL_RIAK_MODEL ?? 60);

/** What one of the clients does; `client` says which. */
const client = fc.nat({ max: CLIENTS - 1 });
const member = fc.constantFrom('a', 'b', 'c', 'd');

describe('several clients at once, against a model', () => {
  let server: RiakServer;
  let clients: RiakClient[];
  beforeAll(async () => {
    server = await RiakServer.start({ deleteMs: 60_000 });
    clients = await Promise.all(Array.from({ length: CLIENTS }, () => RiakClient.connect({ port: server.port })));
  });
  afterAll(async () => {
    await Promise.all(clients.map((one) => one.close()));
    await server.kill();
  });

  let count = 0;
  const place = (type: string) => ({ type, bucket: 'model', key: `k${count++}` });
  const by = (index: number): RiakClient => clients[index] as RiakClient;

  it('count what they all add', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(client, fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n })), { maxLength: 30 }), async (steps) => {
        const at = place('counters');
        await Promise.all(steps.map(([index, amount]) => by(index).counter(at).increment(amount)));
        const total = steps.reduce((sum, [, amount]) => sum + amount, 0n);
        for (const one of clients) expect((await one.counter(at).value()) ?? 0n).toBe(total);
      }),
      { numRuns: runs },
    );
  });

  it('keep in a set what was added after it was seen, and lose what was removed after it was seen', async () => {
    const step = fc.record({ client, action: fc.constantFrom('add', 'remove', 'look'), member });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const at = place('sets');
        const sets = clients.map((one) => one.set(at));
        /** Member -> the step that added it last; what each client has seen. */
        const model = new Map<string, number>();
        const seen = clients.map(() => -1);
        for (const [now, { client: index, action, member: name }] of steps.entries()) {
          const set = sets[index] as (typeof sets)[number];
          if (action === 'look') {
            expect((await set.members())?.texts() ?? []).toEqual([...model.keys()].sort());
            if (model.size > 0 || steps.slice(0, now).some((one) => one.action === 'add')) seen[index] = now;
          } else if (action === 'add') {
            await set.add(name);
            model.set(name, now);
            seen[index] = -1; // whoever adds means his own, too, when he removes: he looks anew then
          } else {
            // Who has seen nothing looks first.
            if (seen[index] === -1 && steps.slice(0, now).some((one) => one.action === 'add')) seen[index] = now;
            await set.remove(name);
            if ((model.get(name) ?? Number.POSITIVE_INFINITY) <= (seen[index] as number)) model.delete(name);
          }
        }
        expect((await by(0).set(at).members())?.texts() ?? []).toEqual([...model.keys()].sort());
      }),
      { numRuns: runs },
    );
  });

  it('change a map together, and all see the same in the end', async () => {
    const change = fc.record({
      client,
      kind: fc.constantFrom('counter', 'set', 'register', 'flag', 'nested'),
      name: fc.constantFrom('x', 'y'),
      value: member,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 25 }), async (changes) => {
        const at = place('maps');
        await Promise.all(
          changes.map(({ client: index, kind, name, value }) =>
            by(index)
              .map(at)
              .update((map) => {
                if (kind === 'counter') map.increment(name);
                else if (kind === 'set') map.add(name, value);
                else if (kind === 'register') map.assign(name, value);
                else if (kind === 'flag') map.enable(name);
                else map.map(name, (inner) => inner.increment('n', 2).add('s', value));
              }),
          ),
        );
        const values = await Promise.all(clients.map((one) => one.map(at).value()));
        for (const name of ['x', 'y']) {
          const of = (kind: string) => changes.filter((one) => one.kind === kind && one.name === name);
          const unique = (kind: string) => [...new Set(of(kind).map(({ value }) => value))].sort();
          const none = <Value>(kind: string, value: Value) => (of(kind).length === 0 ? undefined : value);
          for (const value of values) {
            expect(value?.counter(name)).toBe(none('counter', BigInt(of('counter').length)));
            expect(value?.set(name)?.texts()).toEqual(none('set', unique('set')));
            expect(value?.flag(name)).toBe(none('flag', true));
            expect(value?.map(name)?.counter('n')).toBe(none('nested', 2n * BigInt(of('nested').length)));
            expect(value?.map(name)?.set('s')?.texts()).toEqual(none('nested', unique('nested')));
            expect(value?.text(name)).toBe(values[0]?.text(name));
            if (of('register').length > 0) expect(unique('register')).toContain(value?.text(name));
          }
        }
      }),
      { numRuns: runs },
    );
  });

  it('write objects without knowing of each other, and nothing acknowledged is lost', async () => {
    const step = fc.record({ client, blind: fc.boolean() });
    const values = (siblings: readonly RiakObject[]) => siblings.flatMap((sibling) => sibling.json<number[]>());
    const union = (siblings: readonly RiakObject[]) => ({ json: [...new Set(values(siblings))].sort((a, b) => a - b) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 15 }), async (steps) => {
        const at = place('multi');
        const written = await Promise.all(
          steps.map(async ({ client: index, blind }, number) => {
            if (blind) await by(index).put(at, { json: [number] });
            else await by(index).update(at, (current) => ({ json: [...(current?.json<number[]>() ?? []), number] }), { resolve: union });
            return number;
          }),
        );
        const found = await by(0).update(at, (current) => current, { resolve: union });
        expect(found.json<number[]>()?.sort((a, b) => a - b)).toEqual(written);
        for (const one of clients) expect((await one.get(at)).json()).toEqual(found.json());
      }),
      { numRuns: runs },
    );
  });

  it('delete and write by turns, and a write that the delete had not seen survives', async () => {
    const step = fc.record({ client, action: fc.constantFrom('look', 'write', 'delete') });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const at = place('multi');
        const vclocks: (Buffer | undefined)[] = clients.map(() => undefined);
        const seen = clients.map(() => -1);
        /** The writes that are there, by their step. */
        let model: number[] = [];
        for (const [now, { client: index, action }] of steps.entries()) {
          const one = by(index);
          const vclock = vclocks[index];
          if (action === 'look') {
            const fetched = await one.get(at, { deletedVclock: true });
            expect(fetched.siblings.map((sibling) => Number(sibling.text())).sort((a, b) => a - b)).toEqual(model);
            vclocks[index] = fetched.vclock;
            seen[index] = now;
          } else if (action === 'write') {
            await one.put(at, `${now}`, { vclock });
            if (vclock !== undefined) model = model.filter((number) => number > (seen[index] as number));
            model.push(now);
          } else {
            await one.delete(at, { vclock });
            model = vclock === undefined ? [] : model.filter((number) => number > (seen[index] as number));
          }
        }
        expect((await by(0).get(at)).siblings.map((sibling) => Number(sibling.text())).sort((a, b) => a - b)).toEqual(model);
      }),
      { numRuns: runs },
    );
  });
});
