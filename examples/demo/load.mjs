import { setTimeout as sleep } from 'node:timers/promises';
import { filter } from '@outpool/backend-ldap';
import { SUFFIX } from '../directory.mjs';

/** So many callers, each with its next call after a short rest, until told to stop. Counts what became of every call. */
export class Load {
  started = 0;
  ok = 0;
  failed = 0;
  errors = new Map();
  #running = true;
  #callers = [];

  get unsettled() {
    return this.started - this.ok - this.failed;
  }

  run(callers, restMs, call) {
    for (let caller = 0; caller < callers; caller++) this.#callers.push(this.#caller(restMs, call));
  }

  async #caller(restMs, call) {
    for (let round = 0; this.#running; round++) {
      this.started++;
      try {
        await call(round);
        this.ok++;
      } catch (error) {
        this.failed++;
        const name = error.code ?? error.name;
        this.errors.set(name, (this.errors.get(name) ?? 0) + 1);
      }
      await sleep(restMs * (0.5 + Math.random()));
    }
  }

  /** Starts no more calls and waits for those under way. */
  async stop() {
    this.#running = false;
    await Promise.all(this.#callers);
  }
}

/** Calls through every pool of the demo. */
export function startLoad(pools) {
  const load = new Load();
  const database = pools.get('rdbms');
  load.run(12, 4, () =>
    database.call((db, { signal }) => db.query('select $1::int + 1 as answer', [41], { signal }), { idempotent: true, label: 'add' }),
  );
  const riak = pools.get('riak');
  load.run(6, 4, (round) =>
    riak.call((client, { signal }) => client.set({ type: 'sets', bucket: 'demo', key: `${round % 8}` }).add(`${round % 64}`, { signal }), {
      idempotent: true,
      label: 'add to set',
    }),
  );
  const people = `ou=people,${SUFFIX}`;
  const directory = pools.get('ldap');
  load.run(5, 6, (round) =>
    directory.call((ldap, { signal }) => ldap.search(people, { filter: filter`(uid=${`p${round % 100}`})`, signal }), {
      idempotent: true,
      label: 'find person',
    }),
  );
  load.run(1, 20, (round) =>
    directory.call((ldap, { signal }) => ldap.bind(`uid=p${round % 100},${people}`, `secret-${round % 100}`, { signal }), {
      label: 'log in',
    }),
  );
  for (const host of pools.hosts) {
    const website = pools.get('http', host);
    load.run(3, 8, (round) =>
      website.call(async (http) => (await http.request({ method: 'GET', path: `/page/${round % 5}` })).text(), { label: 'page' }),
    );
    const thumbnails = pools.get('generic', host, 'thumbnails');
    load.run(3, 6, (round) => thumbnails.call((worker) => worker.run(round), { label: 'thumbnail' }));
  }
  load.run(6, 6, (round) => pools.get('generic', 'chat.example', 'push').call((worker) => worker.run(round)));
  load.run(6, 6, (round) =>
    pools.get('generic', 'chat.example', 'sessions').call((worker) => worker.run(round), { key: `user-${round % 16}` }),
  );
  return load;
}
