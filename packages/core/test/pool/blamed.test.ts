import { describe, expect, it } from 'vitest';
import { Rig } from '../kit.js';

const endpoints = [
  { host: 'a', port: 1 },
  { host: 'b', port: 1 },
];
const servers = (rig: Rig): (string | undefined)[] => rig.script.open.map(({ endpoint }) => endpoint?.host).sort();

describe('a server that its connection puts the blame on', () => {
  it('is left out, and the connection replaced when its call has ended', async () => {
    await using rig = await Rig.open({ pool: { workers: 2 }, backend: { endpoints } });
    expect(servers(rig)).toEqual(['a', 'b']);
    const ejected = rig.events('endpoint.ejected');
    const held = await rig.hold();
    const bad = rig.script.attempts.find(({ worker }) => worker === held.worker);
    bad?.request.blame();
    await rig.settle();
    expect(ejected).toMatchObject([{ endpoint: bad?.endpoint }]);
    expect(rig.stats.connections.open).toBe(2);
    held.finish('in peace');
    await rig.settle();
    expect(held.answer.value).toBe('in peace');
    expect(servers(rig)).toEqual(endpoints.filter((one) => one !== bad?.endpoint).flatMap(({ host }) => [host, host]));
    expect(rig.stats.connections.ended).toEqual({ replaced: 1 });
  });

  it('hears no more of it from a connection that is over', async () => {
    await using rig = await Rig.open({ pool: { workers: 2 }, backend: { endpoints } });
    const [first] = rig.script.attempts;
    rig.script.open.find(({ id }) => id === 1)?.kill();
    await rig.advance(1_000);
    const ejected = rig.events('endpoint.ejected');
    first?.request.blame();
    await rig.settle();
    expect(ejected).toEqual([]);
    expect(rig.stats.connections.open).toBe(2);
  });
});
